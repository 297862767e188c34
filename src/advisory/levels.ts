import type { Content, Level } from './advisory.ts';

/** A level that moved. `steps` is positive when it rose; where a number is missing on either side it is 0. */
interface Step {
  readonly country: string;
  readonly from: Level | null;
  readonly to: Level | null;
  readonly steps: number;
}

export type LevelChange =
  | ({ readonly kind: 'level' } & Step)
  | ({ readonly kind: 'region-level'; readonly region: string } & Step);

export type Places = Content['appliesTo'];

/** Of several levels that moved, the one that calls for most caution: a number lost, then the deepest fall, then the highest rise. */
export function levelChange(before: Places, after: Places): LevelChange | undefined {
  const moved = levelChanges(before, after);
  const lowered = moved.filter((change) => fall(change) < 0).toSorted((a, b) => fall(a) - fall(b));
  if (lowered[0] !== undefined) return lowered[0];
  return moved.toSorted((a, b) => b.steps - a.steps)[0];
}

/** Every level that moved, countries first. */
export function levelChanges(before: Places, after: Places): readonly LevelChange[] {
  return [...countrySteps(before, after), ...regionSteps(before, after)];
}

function fall({ from, to, steps }: Step): number {
  return from !== null && to === null ? Number.NEGATIVE_INFINITY : steps;
}

function countrySteps(before: Places, after: Places): readonly LevelChange[] {
  const countries = new Set([...before, ...after].map(({ country }) => country));
  return [...countries].flatMap((country) => {
    const from = wholeLevel(before, country);
    const to = wholeLevel(after, country);
    return from === to
      ? []
      : [{ kind: 'level' as const, country, from, to, steps: rise(from, to) }];
  });
}

function regionSteps(before: Places, after: Places): readonly LevelChange[] {
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
