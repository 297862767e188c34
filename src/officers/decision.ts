import { z } from 'zod';

import type { FieldDifference } from '#src/advisory/content-difference.ts';

/** A change as it was recorded; levels where it is one of a level. */
export const changeFactsSchema = z.object({
  kind: z.string(),
  country: z.string().optional(),
  region: z.string().optional(),
  from: z.number().nullable().optional(),
  to: z.number().nullable().optional(),
});
export type ChangeFacts = z.infer<typeof changeFactsSchema>;

export const outcomes = ['publish', 'review', 'ignore'] as const;
export type Outcome = (typeof outcomes)[number];

export const decidedBeforeSchema = z.object({
  at: z.coerce.date(),
  outcome: z.enum(outcomes),
  rule: z.string(),
  wording: z.string(),
});

/** What was decided on one thing that a source said. */
export interface DecisionLine {
  readonly id: number;
  readonly sourceId: string;
  readonly key: string;
  readonly heardAt: Date;
  readonly decidedAt: Date;
  /** Against the source's last word. */
  readonly change: ChangeFacts;
  readonly outcome: Outcome;
  /** Which rule says so, and all that hold it. */
  readonly rule: string;
  readonly rules: readonly string[];
  /** One plain sentence. */
  readonly wording: string;
  readonly countries: readonly string[];
  readonly headline: string | undefined;
  readonly draftId: string | undefined;
  readonly stormId: number | undefined;
}

export interface Decision extends DecisionLine {
  /** Against what stood for people. */
  readonly told: ChangeFacts | undefined;
  /** What else was looked at: counts of the poll, dates, doubts, the figures of the rules. */
  readonly looked: Readonly<Record<string, unknown>>;
  readonly reportId: number | undefined;
  /** What had been decided first, where an officer had it judged again. */
  readonly before: z.infer<typeof decidedBeforeSchema> | undefined;
  /** From what stands for people to what the source says, field by field; what is the same in both is left out. */
  readonly difference: readonly FieldDifference[];
}

/** Which decisions are asked for; what is left out is not looked at. */
export interface DecisionQuery {
  readonly source?: string | undefined;
  readonly outcome?: Outcome | undefined;
  readonly rule?: string | undefined;
  readonly country?: string | undefined;
  readonly draft?: string | undefined;
  readonly storm?: number | undefined;
  /** Only those whose draft is open. */
  readonly open?: boolean | undefined;
  /** Only those heard before this one. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface Decisions {
  /** The last heard first. */
  readonly list: (query: DecisionQuery) => Promise<readonly DecisionLine[]>;
  readonly find: (id: number) => Promise<Decision | undefined>;
}
