import { iso31661 } from 'iso-3166';

import type { AppliesTo } from '#src/advisory/advisory.ts';
import type { Outline } from '#src/advisory/outline.ts';
import { isRegionCode } from '#src/advisory/place.ts';

import { withoutBidiControls } from './bidi.ts';
import type { House } from './house.ts';
import { paths } from './paths.ts';
import type { Tongue } from './tongue.ts';

export interface Levels {
  /** In force. */
  readonly outlines: readonly Outline[];
  readonly language: string;
  /** What holds there only, of advice that names others too. */
  readonly country?: string | undefined;
}

/** One advisory's word on one place. */
interface Said {
  readonly outline: Outline;
  readonly applied: AppliesTo;
}

/**
 * GeoJSON (RFC 7946) of what is in force: a feature for each place, without a geometry. Where a border runs is for whoever draws
 * the map to answer for, and what to join on stands in each feature.
 */
export function levelsGeoJson(house: House, { outlines, language, country }: Levels): string {
  const tongue = house.tongue(language);
  const said = outlines.flatMap((outline) =>
    outline.content.appliesTo
      .filter((applied) => country === undefined || applied.country === country)
      .map((applied) => ({ outline, applied })),
  );
  const byPlace = Map.groupBy(said, ({ applied }) => placeId(applied));
  const ids = [...byPlace.keys()].toSorted();
  return JSON.stringify({
    type: 'FeatureCollection',
    title: `${tongue.t.pages.site.title} – ${house.issuerName(tongue.language)}`,
    language: tongue.language,
    features: ids.map((id) => featureOf(house, { id, said: byPlace.get(id) ?? [] }, tongue)),
  });
}

function placeId({ country, region }: AppliesTo): string {
  if (region === undefined) return country;
  return isRegionCode(region) ? region : `${country}/${region}`.toWellFormed();
}

const alpha3 = new Map(iso31661.map((one) => [one.alpha2, one.alpha3]));

function featureOf(
  house: House,
  { id, said }: { readonly id: string; readonly said: readonly Said[] },
  tongue: Tongue,
) {
  const [first] = said;
  const { country = '', region } = first?.applied ?? {};
  const isCoded = region !== undefined && isRegionCode(region);
  const name = first === undefined ? id : tongue.place(first.applied);
  return {
    type: 'Feature',
    id,
    geometry: null,
    properties: {
      country,
      alpha3: alpha3.get(country) ?? null,
      region: isCoded ? region : null,
      name: withoutBidiControls(name).toWellFormed(),
      level: highest(said),
      advisories: said.map((one) => adviceOf(house, one)),
    },
  };
}

/** Of those that have a number; null where none has, which is not the lowest. */
function highest(said: readonly Said[]): number | null {
  const levels = said.flatMap(({ applied }) => (applied.level === null ? [] : [applied.level]));
  return levels.length === 0 ? null : Math.max(...levels);
}

function adviceOf({ publicUrl }: House, { outline, applied }: Said) {
  const { advisoryId, number, content, publishedAt } = outline;
  return {
    id: advisoryId,
    message: number,
    issuer: content.issuer,
    kind: content.kind,
    level: applied.level,
    levelWording: withoutBidiControls(applied.levelWording).toWellFormed(),
    publishedAt: publishedAt.toISOString(),
    expiresAt: content.expiresAt ?? null,
    url: `${publicUrl}${paths.message(advisoryId, number)}`,
    cap: `${publicUrl}${paths.cap(advisoryId, number)}`,
  };
}
