import type { AppliesTo, Content } from './advisory.ts';
import type { Revision } from './revision.ts';

/** What of an advisory in force counts here. */
interface InForce extends Pick<Revision, 'advisoryId' | 'publishedAt'> {
  readonly content: Pick<Content, 'appliesTo' | 'issuer'>;
}

/** A level that holds somewhere, and who gave it. */
export interface Standing extends Pick<AppliesTo, 'region' | 'level' | 'levelWording'> {
  readonly advisoryId: string;
  readonly issuer: string;
}

/** What holds in a country now: the highest of its levels, and the highest of each of its regions that is rated apart. */
export function standingsIn(
  country: string,
  inForce: readonly InForce[],
): { readonly highest: Standing | undefined; readonly regions: Standing[] } {
  const all = inForce
    .toSorted((one, other) => other.publishedAt.getTime() - one.publishedAt.getTime())
    .flatMap(({ advisoryId, content: { appliesTo, issuer } }) =>
      appliesTo
        .filter((place) => place.country === country)
        .map(({ region, level, levelWording }) => ({
          region,
          level,
          levelWording,
          advisoryId,
          issuer,
        })),
    )
    .toSorted(byWeight);
  const [highest] = all;
  const byRegion = Map.groupBy(
    all.filter(({ region }) => region !== undefined),
    ({ region }) => region,
  );
  return { highest, regions: [...byRegion.values()].flatMap(([first]) => first ?? []) };
}

/** The highest first, the unrated last; of the same level what holds for the whole country, then what is newest. */
function byWeight(one: Standing, other: Standing): number {
  return (
    (other.level ?? -1) - (one.level ?? -1) ||
    Number(one.region !== undefined) - Number(other.region !== undefined)
  );
}
