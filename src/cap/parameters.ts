import type { AppliesTo, Content } from '#src/advisory/advisory.ts';
import type { Revision } from '#src/advisory/revision.ts';

import type { NamedValue } from './outgoing.ts';

/** What an advisory says that CAP has no element for. A name is what it stands under; a name may stand several times. */
export function parametersOf({ content, number, lane, change }: Revision): readonly NamedValue[] {
  const { kind, relation, residents, travellers } = content;
  return [
    parameter('message', String(number)),
    parameter('kind', kind),
    parameter('relation', relation.kind),
    parameter('change', change),
    parameter('lane', lane),
    parameter('residents', residents),
    parameter('travellers', travellers),
    ...content.appliesTo.flatMap(levelOf),
    ...content.audience.map((code) => parameter('nationality', code)),
    ...content.categories.map((word) => parameter('category', word)),
    ...content.eventPlaces.map((place) => parameter('event-place', placeName(place))),
    ...timesOf(content),
    ...sourceOf(content),
  ].filter(({ value }) => value.trim() !== '');
}

/** Under a name of ours: other systems have levels, too. */
function parameter(name: string, value: string | undefined): NamedValue {
  return { name: `consular-alerts:${name}`, value: value ?? '' };
}

/** `ML=3`, `ML-7=4`, `ML/the border with Niger=4`; without a number where there is none. The wording is the issuer's own. */
function levelOf(applied: AppliesTo): readonly NamedValue[] {
  const name = placeName(applied);
  const { level, levelWording } = applied;
  return [
    parameter('level', level === null ? undefined : `${name}=${level}`),
    parameter('level-wording', levelWording.trim() === '' ? undefined : `${name}=${levelWording}`),
  ];
}

function placeName({ country, region }: Pick<AppliesTo, 'country' | 'region'>): string {
  if (region === undefined) return country;
  return region.startsWith(`${country}-`) ? region : `${country}/${region}`;
}

function timesOf({ eventAt, timeZone, nextUpdateBy }: Content): readonly NamedValue[] {
  return [
    parameter('event-at', eventAt),
    parameter('time-zone', timeZone),
    parameter('next-update-by', nextUpdateBy),
  ];
}

function sourceOf({ provenance }: Content): readonly NamedValue[] {
  return [
    parameter('source', provenance?.source),
    parameter('source-url', provenance?.url),
    parameter('licence', provenance?.licence),
  ];
}
