import { z } from 'zod';

import { AppError } from '#src/errors.ts';
import { outcomes } from '#src/officers/decision.ts';
import type { DecisionLine, Decisions } from '#src/officers/decision.ts';

import { forOfficers } from './access.ts';
import { anyRole, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { sayDeprecated } from './deprecated.ts';
import { byId, next, oneMore, pageQuery, turnPage } from './paging.ts';

export interface DecisionsNeeds {
  readonly decisions: Decisions;
}

export const changeSchema = z
  .object({
    kind: z.string(),
    country: z.string().optional(),
    region: z.string().optional(),
    from: z.number().nullable().optional(),
    to: z.number().nullable().optional(),
  })
  .meta({ id: 'RecordedChange' });

const lineSchema = z
  .object({
    id: z.int(),
    sourceId: z.string(),
    key: z.string().describe('the source’s own'),
    heardAt: z.date(),
    decidedAt: z.date(),
    change: changeSchema.describe('from the source’s last word'),
    outcome: z.enum(outcomes),
    rule: z.string().describe('which says so'),
    rules: z.array(z.string()).describe('all that hold it'),
    wording: z.string().describe('one sentence for an officer'),
    countries: z.array(z.string()),
    headline: z.string().optional(),
    draftId: z.string().optional(),
    stormId: z.int().optional(),
  })
  .meta({ id: 'DecisionLine' });

const decisionSchema = lineSchema
  .extend({
    told: changeSchema.optional().describe('from what stood for people'),
    looked: z
      .record(z.string(), z.unknown())
      .describe('what else was looked at: counts, dates, doubts, the figures of the rules'),
    reportId: z.int().optional().describe('the document that it was read in'),
    before: z
      .object({ at: z.date(), outcome: z.enum(outcomes), rule: z.string(), wording: z.string() })
      .optional()
      .describe('what had been decided first, where an officer had it judged again'),
    difference: z
      .array(
        z.object({
          field: z.string(),
          stretches: z.array(
            z.object({ kind: z.enum(['common', 'gone', 'come']), text: z.string() }),
          ),
        }),
      )
      .describe(
        'from what stands for people to what the source says; what is the same is left out',
      ),
  })
  .meta({ id: 'Decision' });

const id = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const tags = ['decisions'];

/** What was decided on each thing that a source said, and why. */
export function registerDecisions(api: Api, { decisions }: DecisionsNeeds): void {
  api.get(
    '/decisions',
    forOfficers(anyRole, {
      tags,
      summary: 'Decisions on what sources said, the last heard first',
      querystring: z.object({
        source: z.string().max(100).optional(),
        outcome: z.enum(outcomes).optional(),
        rule: z.string().max(100).optional(),
        country: z
          .string()
          .regex(/^[A-Z]{2}$/, 'expected an ISO 3166-1 alpha-2 code such as ML')
          .optional(),
        draft: z.uuid({ error: 'expected the id of a draft' }).optional(),
        storm: id.optional(),
        open: z.stringbool().optional().describe('only those whose draft is open'),
        before: id
          .optional()
          .meta({ deprecated: true, description: 'the same as `after`, by the id of a decision' }),
        ...pageQuery(byId),
      }),
      response: ok(z.object({ decisions: z.array(lineSchema), ...next })),
    }),
    async ({ query: { after, ...query } }, reply) => {
      const { limit } = oneMore(query);
      const before = after?.id ?? query.before;
      const page = turnPage(reply, await decisions.list({ ...query, before, limit }), {
        limit: query.limit,
        keyOf: ({ id: last }) => ({ id: last }),
      });
      if (query.before !== undefined) sayDeprecated(reply);
      return { decisions: page.entries.map(lineView), next: page.next };
    },
  );

  api.get(
    '/decisions/:id',
    forOfficers(anyRole, {
      tags,
      summary:
        'One decision: what was looked at, and how the source’s words differ from what stands',
      params: z.object({ id }),
      response: ok(decisionSchema),
    }),
    async ({ params }) => {
      const found = await decisions.find(params.id);
      if (found === undefined) throw new AppError('NOT_FOUND', `There is no decision ${params.id}`);
      const difference = found.difference.map(({ field, stretches }) => ({
        field,
        stretches: [...stretches],
      }));
      return { ...found, ...lineView(found), looked: { ...found.looked }, difference };
    },
  );
}

function lineView<Line extends DecisionLine>({ rules, countries, ...line }: Line) {
  return { ...line, rules: [...rules], countries: [...countries] };
}
