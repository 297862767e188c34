import { z } from 'zod';

/** What the commands show of decisions and storms; --json passes the whole of them on. */

const changeSchema = z.object({
  kind: z.string(),
  region: z.string().optional(),
  from: z.number().nullable().optional(),
  to: z.number().nullable().optional(),
});
export type ShownChange = z.infer<typeof changeSchema>;

const line = {
  id: z.number(),
  sourceId: z.string(),
  heardAt: z.coerce.date(),
  decidedAt: z.coerce.date(),
  change: changeSchema,
  outcome: z.string(),
  rule: z.string(),
  rules: z.array(z.string()),
  wording: z.string(),
  countries: z.array(z.string()),
  headline: z.string().optional(),
  draftId: z.string().optional(),
  stormId: z.number().optional(),
};

export const decisionLinesSchema = z.object({ decisions: z.array(z.object(line)) });
export type ShownDecisionLine = z.infer<typeof decisionLinesSchema>['decisions'][number];

export const decisionSchema = z.object({
  ...line,
  key: z.string(),
  told: changeSchema.optional(),
  before: z.object({ outcome: z.string(), rule: z.string() }).optional(),
  looked: z.record(z.string(), z.unknown()),
  difference: z.array(
    z.object({
      field: z.string(),
      stretches: z.array(z.object({ kind: z.enum(['common', 'gone', 'come']), text: z.string() })),
    }),
  ),
});
export type ShownDecision = z.infer<typeof decisionSchema>;

const storm = {
  id: z.number(),
  sourceId: z.string(),
  openedAt: z.coerce.date(),
  state: z.string(),
  changedInPoll: z.number(),
  countriesOfSource: z.number(),
  held: z.number(),
  changes: z.record(z.string(), z.number()),
  closed: z.object({ by: z.string(), at: z.coerce.date(), reason: z.string() }).optional(),
};

export const stormSchema = z.object(storm);
export type ShownStorm = z.infer<typeof stormSchema>;
export const stormsSchema = z.object({ storms: z.array(stormSchema) });

export const stormWithEntriesSchema = z.object({
  ...storm,
  entries: z.array(
    z.object({
      decisionId: z.number(),
      key: z.string(),
      state: z.string(),
      change: changeSchema,
      countries: z.array(z.string()),
      headline: z.string().optional(),
      outcome: z.string().optional(),
      draftId: z.string().optional(),
    }),
  ),
});
export type ShownStormWithEntries = z.infer<typeof stormWithEntriesSchema>;
