import { iso31661 } from 'iso-3166';
import { z } from 'zod';

import { languageSchema } from '#src/advisory/advisory.ts';
import { regionsOf } from '#src/advisory/place.ts';

import { forEverybody } from './access.ts';
import { ok } from './answers.ts';
import type { Api } from './answers.ts';

const placeSchema = z
  .object({ kind: z.enum(['country', 'region']), code: z.string(), name: z.string() })
  .meta({ id: 'NamedPlace' });

const most = 20;

/** Codes for names: what a sign-up form of somebody else needs. */
export function registerPlaces(api: Api): void {
  api.get(
    '/places',
    forEverybody({
      tags: ['places'],
      summary: 'Countries whose name or code begins so, or a country’s regions',
      querystring: z.object({
        q: z.string().trim().min(2).max(60),
        language: languageSchema.default('en'),
      }),
      response: ok(z.object({ places: z.array(placeSchema) })),
    }),
    async ({ query: { q, language } }) => ({ places: findPlaces(q, language).slice(0, most) }),
  );
}

function findPlaces(query: string, language: string): z.infer<typeof placeSchema>[] {
  const names = new Intl.DisplayNames([language, 'en'], { type: 'region' });
  const wanted = query.toLocaleLowerCase(language);
  const begins = (text: string) => text.toLocaleLowerCase(language).startsWith(wanted);
  const countries = iso31661
    .map(({ alpha2, name }) => ({
      kind: 'country' as const,
      code: alpha2,
      name: names.of(alpha2) ?? name,
    }))
    .filter(({ code, name }) => begins(name) || code === query.toUpperCase());
  const regions = countries
    .flatMap(({ code }) => regionsOf(code))
    .map(({ code, name }) => ({ kind: 'region' as const, code, name }));
  return [...countries, ...regions];
}
