import { z } from 'zod';

import { levelSchema } from '#src/advisory/advisory.ts';
import { countrySchema } from '#src/advisory/place.ts';
import type { Search } from '#src/advisory/search.ts';
import type { PlaceFinder } from '#src/places/place-finder.ts';
import type { SearchError, SearchValues } from '#src/rendering/page-data.ts';

/** Of a field that stands in an address several times the last counts. */
const line = z.preprocess(
  (value) => (Array.isArray(value) ? value.at(-1) : value),
  z
    .string()
    .catch('')
    .transform((text) => text.trim().slice(0, 100)),
);
const askedSchema = z.object({
  q: line,
  country: line,
  level: line,
  days: line,
  from: line,
  ended: line,
});
const pageSchema = z.object({ page: z.coerce.number().int().min(1).max(100_000).catch(1) });
const day = 24 * 60 * 60 * 1000;
const mostWords = 5;

export interface AskedSearch {
  /** What stands in the form again, right or wrong. */
  readonly values: SearchValues;
  readonly errors: readonly SearchError[];
  /** What of it can be looked for. */
  readonly search: Search;
  readonly page: number;
}

/** Reads the query of the first page. What is wrong in it is named and left out, what is right still counts. */
export function readSearch(
  query: unknown,
  places: Pick<PlaceFinder, 'named'>,
  at: Date,
): AskedSearch {
  const asked = z.looseObject({}).catch({}).pipe(askedSchema).parse(query);
  const values = { ...asked, ended: asked.ended !== '' };
  const fields = {
    country: optional(countrySchema).safeParse(asked.country),
    level: optional(levelAsked).safeParse(asked.level),
    days: optional(z.enum(['7', '30', '90']).transform(Number)).safeParse(asked.days),
    from: optional(z.iso.date().transform((date) => new Date(date))).safeParse(asked.from),
  };
  const search = {
    state: values.ended ? 'any' : 'in force',
    at,
    words: wordsIn(asked.q).map((text) => ({ text, places: places.named(text) })),
    country: fields.country.data,
    level: fields.level.data,
    since: later(daysBefore(at, fields.days.data), fields.from.data),
  } as const;
  return {
    values,
    errors: searchFields.filter((field) => !fields[field].success).map((field) => ({ field })),
    search,
    page: pageSchema.catch({ page: 1 }).parse(query).page,
  };
}

const searchFields = ['country', 'level', 'days', 'from'] as const;
const levelAsked = z.union([
  z.literal('none'),
  z
    .string()
    .regex(/^[1-4]$/)
    .transform(Number)
    .pipe(levelSchema),
]);

/** An empty field of a form asks for nothing. */
function optional<T>(schema: z.ZodType<T, string>) {
  return z.union([z.literal('').transform(() => undefined), schema]);
}

/** A text without any letter is still looked for, and found nowhere. */
function wordsIn(text: string): readonly string[] {
  const words = text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? (text === '' ? [] : [text]);
  return [...new Set(words)].slice(0, mostWords);
}

function daysBefore(at: Date, days: number | undefined): Date | undefined {
  return days === undefined ? undefined : new Date(at.getTime() - days * day);
}

function later(one: Date | undefined, other: Date | undefined): Date | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one > other ? one : other;
}
