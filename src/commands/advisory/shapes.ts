import { z } from 'zod';

import { proposalSchema } from '#src/advisory/proposal.ts';

/** What the commands show of the API's answers; --json passes the whole of them on. */

const countSchema = z.union([
  z.object({ kind: z.literal('none') }),
  z.object({ kind: z.literal('few'), fewerThan: z.number() }),
  z.object({ kind: z.literal('count'), count: z.number() }),
]);
export type Count = z.infer<typeof countSchema>;

/** What a draft waits for. */
const waits = {
  sentBack: z.boolean(),
  submission: z.object({ officer: z.string(), at: z.coerce.date() }).optional(),
  schedule: z
    .object({
      at: z.coerce.date(),
      officer: z.string(),
      current: z.boolean(),
      refused: z.string().optional(),
    })
    .optional(),
};

export const draftLinesSchema = z.object({
  drafts: z.array(
    z.object({
      id: z.string(),
      lane: z.string(),
      relation: z.string(),
      countries: z.array(z.string()),
      headline: z.string().optional(),
      author: z.string(),
      approvals: z.number(),
      changedAt: z.coerce.date(),
      reason: z.string().optional(),
      ...waits,
    }),
  ),
});

const wordsSchema = z.object({
  headline: z.string(),
  whatToDo: z.record(z.string(), z.string()),
  whatHappened: z.string(),
  changeNote: z.string().optional(),
  stillHolds: z.string().optional(),
});

export const draftSchema = z.object({
  id: z.string(),
  advisoryId: z.string().optional(),
  state: z.string(),
  lane: z.string(),
  hash: z.string(),
  author: z.string(),
  reason: z.string().optional(),
  ...waits,
  content: z.object({
    issuer: z.string(),
    kind: z.string(),
    status: z.string(),
    language: z.string(),
    appliesTo: z.array(
      z.object({
        country: z.string(),
        region: z.string().optional(),
        level: z.number().nullable(),
        levelWording: z.string(),
      }),
    ),
    eventPlaces: z.array(z.object({ country: z.string(), region: z.string().optional() })),
    eventAt: z.string().optional(),
    residents: z.string(),
    travellers: z.string(),
    contacts: z.array(z.string()),
    relation: z.object({ kind: z.string() }),
    reviewBy: z.string().optional(),
    words: z.record(z.string(), wordsSchema),
  }),
  approvals: z.array(
    z.object({
      officer: z.string(),
      at: z.coerce.date(),
      current: z.boolean(),
      audience: countSchema,
    }),
  ),
  missing: z.array(z.object({ pointer: z.string(), expected: z.string() })),
  staleLanguages: z.array(z.string()),
});
export type ShownDraft = z.infer<typeof draftSchema>;

export const previewSchema = z.object({
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  short: z.string(),
  webhook: z.unknown(),
  hash: z.string(),
  message: z.string(),
});

export const audienceSchema = z.object({
  citizens: countSchema,
  endpoints: z.number(),
  definition: z.object({
    places: z.array(
      z.object({
        country: z.string(),
        region: z.string().optional(),
        level: z.number().nullable(),
      }),
    ),
    everyThreshold: z.boolean(),
    toldOf: z.string().optional(),
  }),
});
export type ShownAudience = z.infer<typeof audienceSchema>;

export const publishedSchema = z.object({
  publicationId: z.number(),
  advisoryId: z.string(),
  revision: z.number(),
});

export const publicationSchema = z.object({
  id: z.number(),
  advisoryId: z.string().optional(),
  revision: z.number().optional(),
  rhythm: z.string().optional(),
  day: z.string().optional(),
  lane: z.string(),
  state: z.string(),
  publishedAt: z.coerce.date(),
  deliverBy: z.coerce.date(),
  overdue: z.boolean(),
  plannedAt: z.coerce.date().optional(),
  closedAt: z.coerce.date().optional(),
  citizensSettled: z.boolean(),
  planned: countSchema,
  outcomes: z.record(z.string(), countSchema),
  unknown: countSchema,
  calls: z.object({ planned: z.number(), outcomes: z.record(z.string(), z.number()) }),
  share: z.number(),
});
export type ShownPublication = z.infer<typeof publicationSchema>;
export const publicationsSchema = z.object({ publications: z.array(publicationSchema) });

export const auditSchema = z.object({
  entries: z.array(
    z.object({
      at: z.coerce.date(),
      officer: z.string(),
      action: z.string(),
      subject: z.string(),
    }),
  ),
});

export const verdictSchema = z.union([
  z.object({ kind: z.literal('intact'), entries: z.number(), head: z.string() }),
  z.object({ kind: z.literal('broken'), entries: z.number(), id: z.number() }),
]);

export function countInWords(count: Count): string {
  switch (count.kind) {
    case 'none':
      return 'none';
    case 'few':
      return `fewer than ${count.fewerThan}`;
    case 'count':
      return count.count.toLocaleString('en');
  }
}

/** By language. */
export const withdrawalsSchema = z.record(
  z.string(),
  z.object({ changeNote: z.string(), whatToDo: z.string() }),
);

export const proposalOfDraftSchema = z.object({
  proposal: proposalSchema,
  parents: z.array(z.object({ advisoryId: z.string(), headline: z.string() })),
  sameDay: z.array(z.object({ draftId: z.string(), headline: z.string() })),
});
