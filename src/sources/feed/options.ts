import { z } from 'zod';

import { languageSchema, levelSchema } from '#src/advisory/advisory.ts';
import { placeCodeSchema } from '#src/advisory/place.ts';

/** A pattern as operators write it, ready to be used; letters of any script, capitals or not. */
export const patternSchema = z.string().transform((source, context) => {
  try {
    return new RegExp(source, 'iu');
  } catch {
    context.addIssue({
      code: 'custom',
      message: 'expected a regular expression, got a broken one',
    });
    return z.NEVER;
  }
});

/** One group, which holds what is looked for. */
const grouped = patternSchema.refine(
  ({ source }) => new RegExp(`${source}|`, 'iu').exec('')?.length === 2,
  {
    error: 'expected exactly one group in brackets around what is looked for',
  },
);

/** Where in an item something is said. Without a pattern all of the text counts. */
const saidIn = {
  title: { from: z.literal('title'), pattern: grouped },
  category: {
    from: z.literal('category'),
    /** RSS's domain, Atom's scheme; any without. */
    scheme: z.string().optional(),
    pattern: grouped.optional(),
  },
  extension: {
    from: z.literal('extension'),
    name: z.string().regex(/^[\w.-]+(?::[\w.-]+)?$/, 'expected a name such as ta:level'),
    pattern: grouped.optional(),
  },
};

export const placeCodes = z.union([placeCodeSchema, z.array(placeCodeSchema).min(1)], {
  error: 'expected an ISO 3166 code such as ML or ML-1, or a list of such',
});

const names = {
  /** What the names of countries are: ISO 3166-1 codes of two or three letters, English names, or a table of the source's own. */
  names: z.union([z.enum(['iso2', 'iso3', 'english']), z.record(z.string(), placeCodes)], {
    error: 'expected iso2, iso3, english, or a table from their names to ISO 3166 codes',
  }),
};

const rated = {
  /** Their values and ours, 1 (normal) to 4 (do not travel), 0 for none; with the issuer's words where a value is no wording. */
  values: z.record(
    z.string(),
    z.union([
      levelSchema.nullable(),
      z.strictObject({ level: levelSchema.nullable(), wording: z.string().max(300) }),
    ]),
  ),
};

const country = z.discriminatedUnion(
  'from',
  [
    z.strictObject({ from: z.literal('fixed'), place: placeCodes }),
    z.strictObject({ ...saidIn.title, ...names }),
    z.strictObject({ ...saidIn.category, ...names }),
    z.strictObject({ ...saidIn.extension, ...names }),
  ],
  { error: 'expected from: fixed, title, category or extension' },
);

const level = z.discriminatedUnion(
  'from',
  [
    z.strictObject({ ...saidIn.title, ...rated }),
    z.strictObject({ ...saidIn.category, ...rated }),
    z.strictObject({ ...saidIn.extension, ...rated }),
  ],
  { error: 'expected from: title, category or extension' },
);

/** What an operator says about a feed, so that its items become advisories. */
export const feedOptionsSchema = z.strictObject({
  kind: z.enum(['travel-advice', 'alert']).default('alert'),
  /** `complete` only for a feed that lists everything the source says now. */
  list: z.enum(['window', 'complete']).default('window'),
  /** What is the same for as long as the source speaks of the same thing. */
  key: z.enum(['id', 'url', 'country']).default('id'),
  country,
  /** Only from what is written for machines; without it nothing is rated. */
  level: level.optional(),
  /** Whatever the feed says of itself, which is often its software's default. */
  language: languageSchema.optional(),
  /** Items whose title fits one of these are none of ours: tests, holidays, opening hours. */
  drop: z.array(patternSchema).default([]),
});

export type FeedOptions = z.output<typeof feedOptionsSchema>;
export type CountryRule = FeedOptions['country'];
export type LevelRule = NonNullable<FeedOptions['level']>;
