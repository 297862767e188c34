import { dateIn } from '#src/sources/dates.ts';
import type { XmlElement } from '#src/xml/read.ts';
import { attributeOf, elementsIn, textIn } from '#src/xml/walk.ts';

/** One mail of the ministry as it stands in the XML, in whatever depth. */
export interface Mail {
  readonly key: string;
  /** R10 mail of an embassy, R20 urgent one, T40 danger, T41 infectious danger, C30 … spots, C50 … wide areas. */
  readonly infoType: string;
  readonly leftAt: Date | undefined;
  readonly title: string;
  readonly lead: string;
  /** In the full depth only. */
  readonly mainText: string;
  readonly topics: string;
  readonly countries: readonly Named[];
  readonly areas: readonly Named[];
  readonly risk: Flags;
  readonly infection: Flags;
  readonly addresses: { readonly full?: string; readonly normal?: string };
}

/** The name is in the deeper documents only. */
export interface Named {
  readonly code: string;
  readonly name?: string;
}

/** Which of the levels 1 to 4 hold somewhere; `none` where the document does not say, `odd` where it says what we do not know. */
export type Flags =
  | { readonly kind: 'none' | 'odd' }
  | { readonly kind: 'given'; readonly levels: readonly JapaneseLevel[] };

export const japaneseLevels = [1, 2, 3, 4] as const;
export type JapaneseLevel = (typeof japaneseLevels)[number];

/** Undefined for what has no key, type or title of the shape known: an unread mail. */
export function readMail(element: XmlElement): Mail | undefined {
  const said = (name: string) => textIn(element, name) ?? '';
  const [key, infoType, title] = [said('keyCd'), said('infoType'), said('title')];
  if (!/^[\w-]{1,40}$/.test(key) || !/^[A-Z]\d{2}$/.test(infoType) || title === '') {
    return undefined;
  }
  return {
    key,
    infoType,
    title,
    leftAt: dateIn(said('leaveDate'), 'Asia/Tokyo'),
    lead: said('lead'),
    mainText: said('mainText'),
    topics: said('contentInfo'),
    countries: elementsIn(element, 'country').map(named),
    areas: elementsIn(element, 'area').map(named),
    risk: flagsIn(element, 'riskLevel'),
    infection: flagsIn(element, 'infectionLevel'),
    addresses: addressesIn(said('xmlAllUrl'), said('xmlNormalUrl')),
  };
}

/** `L` for light and `A` for all are as documented; whatever else is between them. */
export function depthOf(root: XmlElement): number {
  const type = attributeOf(root, 'dataType');
  if (type === 'L') return 0;
  return type === 'A' ? 2 : 1;
}

function named(element: XmlElement): Named {
  const name = textIn(element, 'name');
  return { code: textIn(element, 'cd') ?? '', ...(name === undefined ? {} : { name }) };
}

function addressesIn(full: string, normal: string): Mail['addresses'] {
  return { ...(full === '' ? {} : { full }), ...(normal === '' ? {} : { normal }) };
}

/** The documents have 0 and 1, the ministry's description N and Y. All four stand there, or something is amiss. */
function flagsIn(element: XmlElement, prefix: string): Flags {
  const flags = japaneseLevels.map((level) => textIn(element, `${prefix}${level}`));
  if (flags.every((flag) => flag === undefined)) return { kind: 'none' };
  if (!flags.every((flag) => flag !== undefined && /^[01NY]$/.test(flag))) return { kind: 'odd' };
  return {
    kind: 'given',
    levels: japaneseLevels.filter((_, n) => /^[1Y]$/.test(flags[n] ?? '')),
  };
}
