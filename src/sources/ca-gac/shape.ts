import { z } from 'zod';

/** Canada's index and country documents: since 2014 fields have come and gone, and flags are numbers, words or missing. */
const anything = z.unknown().optional();

const wordsSchema = z
  .looseObject({
    name: anything,
    'advisory-text': anything,
    'recent-updates': anything,
    /** The country's document only: HTML of the "Risk level" tab, regional advisories included. */
    advisories: anything,
  })
  .nullish()
  .catch(null);

export const countrySchema = z.looseObject({
  'country-iso': z.string().nullish().catch(null),
  'country-eng': anything,
  'country-fra': anything,
  'date-published': anything,
  'advisory-state': anything,
  'has-regional-advisory': anything,
  'recent-updates-type': anything,
  /** What the country's document calls the type of the latest update. */
  'update-metadata': anything,
  eng: wordsSchema,
  fra: wordsSchema,
});
export type Country = z.infer<typeof countrySchema>;

/** An index by country, or the document of one. */
export const documentSchema = z.object({ data: z.record(z.string(), anything) });

/** Only a country's own document has its state at the top. */
export function isCountry(data: Readonly<Record<string, unknown>>): boolean {
  return 'advisory-state' in data || 'eng' in data;
}

/** 0, 1, "0", "1", true or false; undefined for everything else. */
export function numberIn(said: unknown): number | undefined {
  if (typeof said === 'boolean') return Number(said);
  if (typeof said === 'number') return said;
  return typeof said === 'string' && /^\s*-?\d+\s*$/.test(said) ? Number(said) : undefined;
}
