import { z } from 'zod';

import { languageSchema } from '#src/advisory/advisory.ts';
import { regionsOf } from '#src/advisory/place.ts';
import type { FoundPlace, PlaceFinder } from '#src/places/place-finder.ts';

import { forEverybody } from './access.ts';
import { ok } from './answers.ts';
import type { Api } from './answers.ts';

export interface PlacesNeeds {
  readonly places: Pick<PlaceFinder, 'find'>;
}

const placeSchema = z
  .object({
    kind: z.enum(['country', 'region']),
    code: z.string(),
    name: z.string(),
    city: z.string().optional().describe('what was looked for lies there'),
  })
  .meta({ id: 'NamedPlace' });
type NamedPlace = z.infer<typeof placeSchema>;

/** Codes for names: what a sign-up form of somebody else needs. */
export function registerPlaces(api: Api, { places }: PlacesNeeds): void {
  api.get(
    '/places',
    forEverybody({
      tags: ['places'],
      summary: 'Which places a name may mean, and the regions of a country that it means',
      description:
        'Countries, regions and cities by any of their names in any of our languages, however spelled; the likeliest first.',
      querystring: z.object({
        q: z.string().trim().min(2).max(60),
        language: languageSchema.default('en').describe('of the names of countries in the answer'),
      }),
      response: ok(z.object({ places: z.array(placeSchema) })),
    }),
    async ({ query: { q, language } }) => {
      const found = (await places.find(q)).places;
      const names = new Intl.DisplayNames([language, 'en'], { type: 'region' });
      return {
        places: [
          ...found.map((place) => namedPlace(place, names)),
          ...found.filter(({ region }) => region === undefined).flatMap(regionsIn),
        ],
      };
    },
  );
}

function namedPlace({ country, region, city }: FoundPlace, names: Intl.DisplayNames): NamedPlace {
  const code = region ?? country;
  const name =
    region === undefined
      ? names.of(country)
      : regionsOf(country).find((one) => one.code === region)?.name;
  return { kind: region === undefined ? 'country' : 'region', code, name: name ?? code, city };
}

function regionsIn({ country }: FoundPlace): readonly NamedPlace[] {
  return regionsOf(country).map(({ code, name }) => ({ kind: 'region', code, name }));
}
