import { z } from 'zod';

import { contentSchema, languageSchema, wordsSchema } from '#src/advisory/advisory.ts';
import type { Drafts } from '#src/advisory/draft.ts';
import { lanes } from '#src/advisory/lane.ts';
import { proposalSchema } from '#src/advisory/proposal.ts';
import type { Proposals } from '#src/advisory/proposal.ts';
import { AppError } from '#src/errors.ts';
import type { Writing } from '#src/officers/writing.ts';

import { forOfficers, officerOf } from './access.ts';
import { anyRole, created, ok } from './answers.ts';
import type { Api } from './answers.ts';
import type { ShownCount } from './counts.ts';
import { draftLine, draftLineSchema, draftSchema, draftView } from './draft-view.ts';
import { moment, next, oneMore, pageQuery, turnPage } from './paging.ts';

export interface DraftsNeeds {
  readonly drafts: Pick<Drafts, 'list' | 'find'>;
  readonly proposals: Proposals;
  readonly desk: Pick<Writing, 'create' | 'edit' | 'putWords' | 'dismiss'>;
  readonly shown: ShownCount;
}

export const draftParams = z.object({ id: z.uuid({ error: 'expected the id of a draft' }) });
export const draftHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'expected the hash of the draft as it was read');
const lane = z.enum(lanes).optional();
const content = contentSchema;
const tags = ['drafts'];
const byChange = z.object({ changedAt: moment, id: z.uuid() });

/** An advisory's next revision while officers work on it. */
export function registerDrafts(api: Api, { drafts, proposals, desk, shown }: DraftsNeeds): void {
  registerListing(api, drafts);

  api.post(
    '/drafts',
    forOfficers(['author'], {
      tags,
      summary: 'Make a draft',
      description: 'Without a lane one is proposed from the content, never an emergency.',
      body: z.object({ content, lane, advisoryId: z.string().max(100).optional() }),
      response: created(draftSchema),
    }),
    async (request, reply) => {
      const draft = await desk.create(officerOf(request), request.body);
      return reply
        .code(201)
        .header('location', `/api/v1/drafts/${draft.id}`)
        .send(draftView(draft, shown));
    },
  );

  api.get(
    '/drafts/:id',
    forOfficers(anyRole, {
      tags,
      summary: 'One draft, with what it still lacks',
      params: draftParams,
      response: ok(draftSchema),
    }),
    async ({ params }) => {
      const draft = await drafts.find(params.id);
      if (draft !== undefined) return draftView(draft, shown);
      throw new AppError('NOT_FOUND', `There is no draft ${params.id}`);
    },
  );

  api.put(
    '/drafts/:id',
    forOfficers(['author', 'approver'], {
      tags,
      summary: 'Replace the content of a draft',
      description:
        'Voids every approval. Refused when somebody else has edited it since `hash` was read.',
      params: draftParams,
      body: z.object({ hash: draftHash, content, lane }),
      response: ok(draftSchema),
    }),
    async ({ caller, params, body }) =>
      draftView(await desk.edit(officerOf({ caller }), { ...params, ...body }), shown),
  );

  registerProposal(api, { drafts, proposals });
  registerWords(api, { desk, shown });
  registerDismissal(api, { desk, shown });
}

function registerListing(api: Api, drafts: DraftsNeeds['drafts']): void {
  api.get(
    '/drafts',
    forOfficers(anyRole, {
      tags,
      summary: 'Drafts in a state, the last changed first',
      querystring: z.object({
        state: z.enum(['open', 'published', 'dismissed']).default('open'),
        ...pageQuery(byChange),
      }),
      response: ok(z.object({ drafts: z.array(draftLineSchema), ...next })),
    }),
    async ({ query }, reply) => {
      const page = turnPage(reply, await drafts.list(query.state, oneMore(query)), {
        limit: query.limit,
        keyOf: ({ changedAt, id }) => ({ changedAt, id }),
      });
      return { drafts: page.entries.map(draftLine), next: page.next };
    },
  );
}

type Needs = Pick<DraftsNeeds, 'desk' | 'shown'>;

function registerWords(api: Api, { desk, shown }: Needs): void {
  api.put(
    '/drafts/:id/words/:language',
    forOfficers(['author', 'approver'], {
      tags,
      summary: 'Put in the words of one language',
      description:
        'A translation is stamped with the original it translates; it is out of date once that changes.',
      params: draftParams.extend({ language: languageSchema }),
      body: z.object({ words: wordsSchema, hash: draftHash.optional() }),
      response: ok(draftSchema),
    }),
    async ({ caller, params, body }) =>
      draftView(await desk.putWords(officerOf({ caller }), { ...params, ...body }), shown),
  );
}

const proposalOfDraftSchema = z
  .object({
    proposal: proposalSchema,
    parents: z
      .array(z.object({ advisoryId: z.string(), headline: z.string(), publishedAt: z.date() }))
      .describe('advisories of ours that it may continue, the likeliest first'),
    sameDay: z
      .array(
        z.object({
          draftId: z.string(),
          issuer: z.string(),
          headline: z.string(),
          createdAt: z.date(),
        }),
      )
      .describe('other drafts about the same country within a day'),
  })
  .meta({ id: 'ProposalOfDraft' });

function registerProposal(
  api: Api,
  { drafts, proposals }: Pick<DraftsNeeds, 'drafts' | 'proposals'>,
): void {
  api.get(
    '/drafts/:id/proposal',
    forOfficers(anyRole, {
      tags,
      summary: 'What was read in the document behind a draft, each thing with its sentence',
      description:
        'A proposal for an officer to check: the draft was filled with what is sure enough, and says nothing of the rest.',
      params: draftParams,
      response: ok(proposalOfDraftSchema),
    }),
    async ({ params }) => {
      const found = await proposals.ofDraft(params.id);
      if (found !== undefined)
        return { ...found, parents: [...found.parents], sameDay: [...found.sameDay] };
      const isThere = (await drafts.find(params.id)) !== undefined;
      throw new AppError(
        'NOT_FOUND',
        isThere
          ? `Draft ${params.id} came of no document in prose`
          : `There is no draft ${params.id}`,
      );
    },
  );
}

function registerDismissal(api: Api, { desk, shown }: Needs): void {
  api.post(
    '/drafts/:id/dismiss',
    forOfficers(['author', 'approver'], {
      tags,
      summary: 'Close a draft without publishing it',
      params: draftParams,
      body: z.object({ reason: z.string().trim().min(1).max(500) }),
      response: ok(draftSchema),
    }),
    async ({ caller, params, body }) =>
      draftView(await desk.dismiss(officerOf({ caller }), { ...params, ...body }), shown),
  );
}
