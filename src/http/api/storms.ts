import { z } from 'zod';

import { AppError } from '#src/errors.ts';
import { outcomes } from '#src/officers/decision.ts';
import { stormEntryStates, stormStates } from '#src/officers/storm.ts';
import type { Storm, Storms } from '#src/officers/storm.ts';
import type { Weathering } from '#src/officers/weathering.ts';

import { forOfficers, officerOf } from './access.ts';
import { anyRole, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { changeSchema } from './decisions.ts';
import { byId, next, oneMore, pageQuery, turnPage } from './paging.ts';
import { neverLimited } from './rate-limit.ts';

export interface StormsNeeds {
  readonly storms: Pick<Storms, 'list' | 'find' | 'entries'>;
  readonly weathering: Weathering;
}

const stormSchema = z
  .object({
    id: z.int(),
    sourceId: z.string(),
    openedAt: z.date(),
    state: z.enum(stormStates),
    changedInPoll: z.int().describe('entries that changed at once'),
    countriesOfSource: z.int().describe('entries that the source lists'),
    held: z.int().describe('entries that wait for an officer'),
    changes: z.record(z.string(), z.int()).describe('entries by kind of change'),
    closed: z
      .object({ by: z.string(), at: z.date(), reason: z.string() })
      .optional()
      .describe('absent while it is open'),
  })
  .meta({ id: 'Storm' });

const stormWithEntriesSchema = stormSchema
  .extend({
    entries: z.array(
      z.object({
        decisionId: z.int().describe('GET /decisions/{id} once it is decided'),
        key: z.string().describe('the source’s own; releases it alone'),
        state: z.enum(stormEntryStates),
        change: changeSchema,
        countries: z.array(z.string()),
        headline: z.string().optional(),
        outcome: z.enum(outcomes).optional().describe('of what was released'),
        draftId: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'StormWithEntries' });

const params = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const reason = z.string().trim().min(1).max(500);
const tags = ['decisions'];

/** All that changed at once in one poll of a source, held as one item. */
export function registerStorms(api: Api, needs: StormsNeeds): void {
  registerReading(api, needs);
  registerActs(api, needs);
}

function registerReading(api: Api, { storms }: StormsNeeds): void {
  api.get(
    '/storms',
    forOfficers(anyRole, {
      tags,
      summary: 'Storms, the last opened first',
      description:
        'Where so much of a source changes at once that it is a mistake more often than news, all of it is held as one item.',
      querystring: z.object({ state: z.enum(stormStates).default('open'), ...pageQuery(byId) }),
      response: ok(z.object({ storms: z.array(stormSchema), ...next })),
    }),
    async ({ query: { state, ...query } }, reply) => {
      const page = turnPage(reply, await storms.list(state, oneMore(query)), {
        limit: query.limit,
        keyOf: ({ id }) => ({ id }),
      });
      return { storms: page.entries.map(stormView), next: page.next };
    },
  );

  api.get(
    '/storms/:id',
    forOfficers(anyRole, {
      tags,
      summary: 'One storm with its entries',
      params,
      response: ok(stormWithEntriesSchema),
    }),
    async ({ params: { id } }) => {
      const storm = await storms.find(id);
      if (storm === undefined) throw new AppError('NOT_FOUND', `There is no storm ${id}`);
      const entries = await storms.entries(id);
      return {
        ...stormView(storm),
        entries: entries.map((entry) => ({ ...entry, countries: [...entry.countries] })),
      };
    },
  );
}

function registerActs(api: Api, { weathering }: StormsNeeds): void {
  api.post(
    '/storms/:id/release',
    neverLimited(
      forOfficers(['author', 'approver'], {
        tags,
        summary: 'Have its entries judged one by one, all of them or those with these keys',
        description:
          'Every other rule still holds: what may go out goes out, what falls steeply becomes a draft. Happens within moments; GET /storms/{id} says what became of each.',
        params,
        body: z.object({
          reason,
          keys: z.array(z.string().min(1).max(500)).min(1).max(1000).optional(),
        }),
        response: ok(stormSchema),
      }),
    ),
    async ({ caller, params: { id }, body }) =>
      stormView(await weathering.release(officerOf({ caller }), { id, ...body })),
  );

  api.post(
    '/storms/:id/dismiss',
    neverLimited(
      forOfficers(['author', 'approver'], {
        tags,
        summary: 'Close a storm: nothing of it goes out',
        description:
          'What the source said counts as seen: what it says next is compared with that.',
        params,
        body: z.object({ reason }),
        response: ok(stormSchema),
      }),
    ),
    async ({ caller, params: { id }, body }) =>
      stormView(await weathering.dismiss(officerOf({ caller }), { id, ...body })),
  );
}

function stormView({ changes, ...storm }: Storm): z.infer<typeof stormSchema> {
  return { ...storm, changes: { ...changes } };
}
