import type { AppliesTo, Content, Level } from '#src/advisory/advisory.ts';
import type { Place } from '#src/advisory/place.ts';

/** The four flags of an entry; undefined for one that is missing or neither true nor false. */
export interface Flags {
  readonly warning: boolean | undefined;
  readonly partialWarning: boolean | undefined;
  readonly situationWarning: boolean | undefined;
  readonly situationPartWarning: boolean | undefined;
}

/** What the flags say of the country as a whole. Without any there is a statement: no warning, as in the UK's feed. */
export interface Whole {
  readonly level: Level | null;
  readonly wording: string;
  readonly travellers: Content['travellers'];
}

const warned = { level: 4, wording: 'Reisewarnung', travellers: 'do-not-travel' } as const;
/** Of the pandemic, and not set since: travel that is not necessary is advised against. */
const situation = {
  level: 3,
  wording: 'COVID-19-bedingte Reisewarnung',
  travellers: 'avoid-non-essential',
} as const;
const none = { level: 1, wording: 'Keine Reisewarnung', travellers: 'none' } as const;
const notForAll = { ...none, wording: 'Keine Reisewarnung für das ganze Land' } as const;
const unknown = { level: null, wording: '', travellers: 'none' } as const;

export function wholeOf(flags: Flags): Whole {
  if (flags.warning === true) return warned;
  // A warning that may or may not be there is no "no warning".
  if (flags.warning === undefined || flags.partialWarning === undefined) return unknown;
  if (flags.situationWarning === true) return situation;
  return partsOf(flags).length === 0 ? none : notForAll;
}

/** The whole, and an entry for each warning about parts, which the flags do not name. */
export function adviceFor(place: Place, flags: Flags): readonly AppliesTo[] {
  const { level, wording } = wholeOf(flags);
  const region = place.region ?? 'parts of the country';
  return [
    { ...place, level, levelWording: wording },
    ...partsOf(flags).map((part) => ({ ...place, region, ...part })),
  ];
}

/** The gravest of it in a line. */
export function headlineOf(flags: Flags): string {
  const { level, wording } = wholeOf(flags);
  return level === 1 ? (partsOf(flags)[0]?.levelWording ?? wording) : wording;
}

function partsOf(flags: Flags): readonly Pick<AppliesTo, 'level' | 'levelWording'>[] {
  return [
    ...(flags.partialWarning === true
      ? [{ level: 4, levelWording: 'Teilreisewarnung' } as const]
      : []),
    ...(flags.situationPartWarning === true
      ? [{ level: 3, levelWording: 'COVID-19-bedingte Teilreisewarnung' } as const]
      : []),
  ];
}

/** Titles have said it too: "Mali: Reise- und Sicherheitshinweise (Teilreisewarnung)". */
export function isContradicted(title: string, flags: Flags): boolean {
  const [, kind] = /\((?:[^()]*\s)?(teilreisewarnung|reisewarnung)\)\s*$/i.exec(title) ?? [];
  if (kind === undefined) return false;
  const isPart = kind.toLowerCase() === 'teilreisewarnung';
  const said = isPart
    ? [flags.partialWarning, flags.situationPartWarning]
    : [flags.warning, flags.situationWarning];
  return !said.includes(true);
}
