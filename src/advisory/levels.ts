import type { Content, Level } from './advisory.ts';

/** A level that moved. `steps` is positive when it rose; where a number is missing on either side it is 0. */
interface Step {
  readonly country: string;
  readonly from: Level | null;
  readonly to: Level | null;
  readonly steps: number;
}

export type LevelMove =
  | ({ readonly kind: 'level' } & Step)
  | ({ readonly kind: 'region-level'; readonly region: string } & Step);

/** The level that moved and counts most, and all others that moved with it. */
export type LevelChange = LevelMove & { readonly also?: readonly LevelMove[] };

export type Places = Content['appliesTo'];

/** Of several levels that moved a country's comes before a region's, and a rise before all else: it is what people must hear. */
export function levelChange(before: Places, after: Places): LevelChange | undefined {
  const [first, ...also] = levelChanges(before, after).toSorted(
    (a, b) => Number(b.kind === 'level') - Number(a.kind === 'level') || b.steps - a.steps,
  );
  if (first === undefined) return undefined;
  return also.length === 0 ? first : { ...first, also };
}

/** Every level that moved, countries first. */
export function levelChanges(before: Places, after: Places): readonly LevelMove[] {
  return [...countrySteps(before, after), ...regionSteps(before, after)];
}

/** All that moved, rises first. */
export function movesOf({ also = [], ...first }: LevelChange): readonly LevelMove[] {
  return [first, ...also].toSorted((a, b) => b.steps - a.steps);
}

function countrySteps(before: Places, after: Places): readonly LevelMove[] {
  const countries = new Set([...before, ...after].map(({ country }) => country));
  return [...countries].flatMap((country) => {
    const from = wholeLevel(before, country);
    const to = wholeLevel(after, country);
    return from === to
      ? []
      : [{ kind: 'level' as const, country, from, to, steps: rise(from, to) }];
  });
}

function regionSteps(before: Places, after: Places): readonly LevelMove[] {
  const regions = new Map(
    [...before, ...after].flatMap(({ country, region }) =>
      region === undefined ? [] : [[`${country} ${region}`, { country, region }] as const],
    ),
  );
  return [...regions.values()].flatMap((place) => {
    const kind = 'region-level' as const;
    if (cameOrWentUnrated(before, after, place))
      return [{ kind, ...place, from: null, to: null, steps: 0 }];
    const from = regionLevel(before, place);
    const to = regionLevel(after, place);
    return from === to ? [] : [{ kind, ...place, from, to, steps: rise(from, to) }];
  });
}

interface Region {
  readonly country: string;
  readonly region: string;
}

/** "There are regional warnings", says the source, and not how grave they are: no number is lost or won by that. */
function cameOrWentUnrated(before: Places, after: Places, place: Region): boolean {
  const [was, is] = [ratingsOf(before, place), ratingsOf(after, place)];
  const stands = was.length > 0 ? was : is;
  return (was.length === 0 || is.length === 0) && highest(stands) === null;
}

/** The level of a country as a whole. */
export function wholeLevel(places: Places, country: string): Level | null {
  return highest(places.filter((place) => place.country === country && place.region === undefined));
}

/** A region that is not rated apart from its country has the country's level. */
function regionLevel(places: Places, place: Region): Level | null {
  const own = ratingsOf(places, place);
  return own.length === 0 ? wholeLevel(places, place.country) : highest(own);
}

function ratingsOf(places: Places, { country, region }: Region): Places {
  return places.filter((place) => place.country === country && place.region === region);
}

function highest(places: Places): Level | null {
  return places.reduce<Level | null>(
    (top, { level }) => (level !== null && (top === null || level > top) ? level : top),
    null,
  );
}

function rise(from: Level | null, to: Level | null): number {
  return from === null || to === null ? 0 : to - from;
}
