import { z } from 'zod';

import { AppError } from '#src/errors.ts';
import type { Directory } from '#src/officers/directory.ts';
import {
  missionChangeStates,
  missionFactsSchema,
  wantedSchema,
} from '#src/officers/mission-change.ts';
import type { MissionChange, MissionChanges } from '#src/officers/mission-change.ts';
import { deciders, proposers } from '#src/officers/mission-rules.ts';

import { forOfficers, officerOf } from './access.ts';
import { anyRole, created, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { byId, next, oneMore, pageQuery, turnPage } from './paging.ts';
import { neverLimited } from './rate-limit.ts';

export interface MissionChangesNeeds {
  readonly missionChanges: Pick<MissionChanges, 'list' | 'find'>;
  readonly directory: Pick<Directory, 'propose' | 'accept' | 'reject' | 'withdraw'>;
}

const factsSchema = missionFactsSchema.meta({ id: 'MissionFacts' });

const changeSchema = z
  .object({
    id: z.int(),
    missionId: z.string(),
    before: factsSchema.optional().describe('absent for a mission that is new'),
    after: factsSchema.optional().describe('absent for a mission that is to be removed'),
    proposedBy: z.string(),
    proposedAt: z.date(),
    reason: z.string(),
    state: z.enum(missionChangeStates),
    decided: z
      .object({ by: z.string(), at: z.date(), reason: z.string().optional() })
      .optional()
      .describe('absent while it is open'),
  })
  .meta({ id: 'MissionChange' });

const acceptedSchema = changeSchema
  .extend({ drafts: z.array(z.string()).describe('ids of the drafts that were made') })
  .meta({ id: 'AcceptedMissionChange' });

const params = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const reasonSchema = z.string().trim().min(1).max(500);
const tags = ['missions'];

/** How the directory changes: one officer proposes, another one accepts or rejects. */
export function registerMissionChanges(api: Api, needs: MissionChangesNeeds): void {
  registerReading(api, needs);
  registerProposing(api, needs);
  registerAccepting(api, needs);
  registerClosing(api, needs);
}

function registerReading(api: Api, { missionChanges }: MissionChangesNeeds): void {
  api.get(
    '/mission-changes',
    forOfficers(anyRole, {
      tags,
      summary: 'Changes of the directory, the last proposed first',
      querystring: z.object({
        state: z.enum(missionChangeStates).default('open'),
        ...pageQuery(byId),
      }),
      response: ok(z.object({ changes: z.array(changeSchema), ...next })),
    }),
    async ({ query: { state, ...query } }, reply) => {
      const page = turnPage(reply, await missionChanges.list(state, oneMore(query)), {
        limit: query.limit,
        keyOf: ({ id }) => ({ id }),
      });
      return { changes: page.entries, next: page.next };
    },
  );

  api.get(
    '/mission-changes/:id',
    forOfficers(anyRole, {
      tags,
      summary: 'One change: what the directory said and what it is to say',
      params,
      response: ok(changeSchema),
    }),
    async ({ params: { id } }): Promise<MissionChange> => {
      const change = await missionChanges.find(id);
      if (change !== undefined) return change;
      throw new AppError('NOT_FOUND', `There is no change ${id} of the mission directory`);
    },
  );
}

function registerProposing(api: Api, { directory }: MissionChangesNeeds): void {
  api.post(
    '/mission-changes',
    forOfficers(proposers, {
      tags,
      summary: 'Propose a change of the directory: put in a mission, close one or remove one',
      description:
        'Nothing changes until another officer accepts it. `put` takes a mission as it is to be, new or edited.',
      body: wantedSchema,
      response: created(changeSchema),
    }),
    async (request, reply) => {
      const change = await directory.propose(officerOf(request), request.body);
      return reply
        .code(201)
        .header('location', `/api/v1/mission-changes/${change.id}`)
        .send(change);
    },
  );
}

function registerAccepting(api: Api, { directory }: MissionChangesNeeds): void {
  api.post(
    '/mission-changes/:id/accept',
    neverLimited(
      forOfficers(deciders, {
        tags,
        summary: 'Accept a change that another officer proposed',
        description:
          'Each advisory in force that shows the mission gets a draft that corrects it, unless one is open already. Refused when the directory has moved since it was proposed.',
        params,
        body: z.object({ reason: reasonSchema.optional() }).nullish(),
        response: ok(acceptedSchema),
      }),
    ),
    async ({ caller, params: { id }, body }) => {
      const { change, drafts } = await directory.accept(officerOf({ caller }), { id, ...body });
      return { ...change, drafts: [...drafts] };
    },
  );
}

function registerClosing(api: Api, { directory }: MissionChangesNeeds): void {
  api.post(
    '/mission-changes/:id/reject',
    neverLimited(
      forOfficers(deciders, {
        tags,
        summary: 'Reject a change that another officer proposed',
        params,
        body: z.object({ reason: reasonSchema }),
        response: ok(changeSchema),
      }),
    ),
    async ({ caller, params: { id }, body }) =>
      (await directory.reject(officerOf({ caller }), { id, ...body })).change,
  );

  api.post(
    '/mission-changes/:id/withdraw',
    neverLimited(
      forOfficers(proposers, {
        tags,
        summary: 'Withdraw a change that you proposed',
        params,
        body: z.object({ reason: reasonSchema.optional() }).nullish(),
        response: ok(changeSchema),
      }),
    ),
    async ({ caller, params: { id }, body }) =>
      (await directory.withdraw(officerOf({ caller }), { id, ...body })).change,
  );
}
