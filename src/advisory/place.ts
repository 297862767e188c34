import { iso31661, iso31662 } from 'iso-3166';
import { z } from 'zod';

const countries = new Set(iso31661.map(({ alpha2 }) => alpha2));
const regionNames = new Map(iso31662.map(({ code, name }) => [code, name]));

/** ISO 3166-1 alpha-2, assigned codes only. */
export const countrySchema = z
  .string()
  .refine((code) => countries.has(code), 'expected an ISO 3166-1 alpha-2 code such as ML');

/** ISO 3166-1 alpha-2 or ISO 3166-2, assigned codes only. */
export const placeCodeSchema = z
  .string()
  .refine(
    (code) => countries.has(code) || regionNames.has(code),
    'expected an ISO 3166 code such as ML or ML-1',
  );

/** ISO 3166-2, assigned codes only. */
export const regionCodeSchema = z
  .string()
  .refine(isRegionCode, 'expected an ISO 3166-2 code that is assigned, such as ML-1');

/** ISO 3166-2, or the name of a region that has no code ("Liptako", "the border with Niger"). */
const regionSchema = z.string().trim().min(1).max(120);

export const placeSchema = z
  .object({ country: countrySchema, region: regionSchema.optional() })
  .refine(({ country, region }) => region === undefined || fits(country, region), {
    path: ['region'],
    error: 'expected a region of the same country: a known ISO 3166-2 code or a plain name',
  });

export type Place = z.infer<typeof placeSchema>;

/** True for an ISO 3166-2 code that exists; a region's plain name is not one. */
export function isRegionCode(region: string): boolean {
  return regionNames.has(region);
}

export function regionName(code: string): string | undefined {
  return regionNames.get(code);
}

/** The regions of a country that have a code, in the order of their names. */
export function regionsOf(
  country: string,
): readonly { readonly code: string; readonly name: string }[] {
  return iso31662
    .filter(({ code }) => code.startsWith(`${country}-`))
    .map(({ code, name }) => ({ code, name }))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

function fits(country: string, region: string): boolean {
  const looksLikeCode = /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(region);
  return !looksLikeCode || (regionNames.has(region) && region.startsWith(`${country}-`));
}
