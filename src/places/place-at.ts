import { featuresContaining } from '@rapideditor/country-coder';
import { z } from 'zod';

import { countrySchema } from '#src/advisory/place.ts';
import type { Place } from '#src/advisory/place.ts';

/** Degrees, north and east being positive. */
export type Spot = readonly [latitude: number, longitude: number];

const propertiesSchema = z.object({ id: z.string(), iso1A2: z.string().optional() });

/** The countries that a spot on the Earth is in; none for the open sea. */
export function placesAt(spot: Spot): readonly Place[] {
  const [latitude, longitude] = spot;
  const features = featuresContaining([longitude, latitude]).map(({ properties }) =>
    propertiesSchema.parse(properties),
  );
  const ruled = features.map(({ id }) => territories.get(id)).find((it) => it !== undefined);
  if (ruled) return ruled;
  // The nearest first: Réunion before France.
  const code = features
    .map(({ iso1A2 }) => iso1A2 ?? '')
    .find((it) => countrySchema.safeParse(it).success);
  if (code === undefined) return [];
  const box = disputed.find((it) => it.code === code && isIn(spot, it));
  return box?.places ?? [{ country: code }];
}

/**
 * Territories to which the borders used give no code of ISO 3166-1, or one that depends on who is asked. The places are ISO
 * 3166's; nothing is said on their status.
 */
const territories: ReadonlyMap<string, readonly Place[]> = new Map<string, readonly Place[]>([
  // Crimea: ISO 3166-2 lists it and Sevastopol under Ukraine.
  ['Q7835', [{ country: 'UA', region: 'UA-43' }]],
  // Northern Cyprus has no code of its own.
  ['Q23681', [{ country: 'CY' }]],
  // The British bases lie on Cyprus: who follows the island hears of them.
  ['Q37362', [{ country: 'CY' }]],
  // Kosovo: XK is not assigned, as in the other tables.
  ['XK', [{ country: 'RS', region: 'RS-KM' }]],
]);

interface Box {
  /** What the borders say of it. */
  readonly code: string;
  readonly latitudes: readonly [number, number];
  readonly longitudes: readonly [number, number];
  readonly places: readonly Place[];
}

/** A danger in a place that two claim concerns who follows either: nobody is to miss it for a border. */
const disputed: readonly Box[] = [
  {
    // The borders follow the berm; ISO's Western Sahara is all the land south of 27°40′.
    code: 'MA',
    latitudes: [20, 27 + 40 / 60],
    longitudes: [-18, -8],
    places: [{ country: 'EH' }],
  },
  {
    // The Golan Heights.
    code: 'IL',
    latitudes: [32.65, 33.4],
    longitudes: [35.64, 36],
    places: [{ country: 'IL' }, { country: 'SY' }],
  },
  {
    // East Jerusalem.
    code: 'IL',
    latitudes: [31.7, 31.88],
    longitudes: [35.225, 35.32],
    places: [{ country: 'IL' }, { country: 'PS' }],
  },
];

function isIn([latitude, longitude]: Spot, { latitudes, longitudes }: Box): boolean {
  const [[south, north], [west, east]] = [latitudes, longitudes];
  return latitude >= south && latitude < north && longitude >= west && longitude < east;
}
