import { z } from 'zod';

import { countrySchema } from '#src/advisory/place.ts';
import type { Revisions } from '#src/advisory/revision.ts';
import { AppError } from '#src/errors.ts';
import type { Withdrawing } from '#src/officers/withdrawing.ts';
import type { Writing } from '#src/officers/writing.ts';

import { forEverybody, forOfficers, officerOf } from './access.ts';
import { created, ok } from './answers.ts';
import type { Api } from './answers.ts';
import type { ShownCount } from './counts.ts';
import { draftSchema, draftView } from './draft-view.ts';
import { publishedSchema } from './publication-view.ts';
import { neverLimited } from './rate-limit.ts';
import { revisionSchema, revisionView } from './revision-view.ts';

export interface AdvisoriesNeeds {
  readonly revisions: Pick<Revisions, 'find' | 'inForce'>;
  readonly desk: Pick<Writing & Withdrawing, 'correct' | 'allClear' | 'withdraw'>;
  readonly shown: ShownCount;
  readonly now: () => Date;
}

const idParams = z.object({ id: z.string().max(100) });
const tags = ['advisories'];

/** What has been published. Reading needs no token: an advisory is for everybody. */
export function registerAdvisories(
  api: Api,
  { revisions, desk, shown, now }: AdvisoriesNeeds,
): void {
  api.get(
    '/advisories',
    forEverybody({
      tags,
      summary: 'Advisories in force, newest first',
      querystring: z.object({ country: countrySchema.optional() }),
      response: ok(z.object({ advisories: z.array(revisionSchema) })),
    }),
    async ({ query: { country } }) => {
      const at = now();
      const inForce = await revisions.inForce(country === undefined ? { at } : { at, country });
      return { advisories: inForce.map((revision) => revisionView(revision, revision.number, at)) };
    },
  );

  api.get(
    '/advisories/:id',
    forEverybody({
      tags,
      summary: 'One advisory with all its revisions, newest first',
      params: idParams,
      response: ok(z.object({ id: z.string(), revisions: z.array(revisionSchema) })),
    }),
    async ({ params: { id } }) => {
      const published = (await revisions.find(id))?.revisions ?? [];
      const latest = published[0]?.number;
      if (latest === undefined) throw new AppError('NOT_FOUND', `There is no advisory ${id}`);
      return { id, revisions: published.map((revision) => revisionView(revision, latest, now())) };
    },
  );

  registerWithdrawal(api, desk);
  registerFollowUp(api, shown, {
    path: 'correct',
    act: desk.correct,
    summary: 'Make a draft that corrects an advisory',
    description: 'It starts from the latest revision and lacks a note of what is different.',
  });
  registerFollowUp(api, shown, {
    path: 'all-clear',
    act: desk.allClear,
    summary: 'Make a draft that says an advisory is over',
    description:
      'It starts from the latest revision and lacks what is different and what still holds.',
  });
}

function registerWithdrawal(api: Api, desk: AdvisoriesNeeds['desk']): void {
  api.post(
    '/advisories/:id/withdraw',
    neverLimited(
      forOfficers(['author', 'approver', 'operator'], {
        tags,
        summary: 'Take an advisory back at once',
        description:
          'What of it is still to go out does not, and everybody who was told is told that. One officer is enough: the words were approved with the advisory.',
        params: idParams,
        body: z.object({ reason: z.string().trim().min(1).max(500) }),
        response: created(publishedSchema),
      }),
    ),
    async ({ caller, params, body }, reply) => {
      const published = await desk.withdraw(officerOf({ caller }), {
        advisoryId: params.id,
        reason: body.reason,
      });
      return reply
        .code(201)
        .header('location', `/api/v1/publications/${published.publicationId}`)
        .send(published);
    },
  );
}

interface FollowUp {
  readonly path: 'correct' | 'all-clear';
  readonly act: Writing['correct'];
  readonly summary: string;
  readonly description: string;
}

function registerFollowUp(
  api: Api,
  shown: ShownCount,
  { path, act, summary, description }: FollowUp,
): void {
  api.post(
    `/advisories/:id/${path}`,
    neverLimited(
      forOfficers(['author'], {
        tags,
        summary,
        description,
        params: idParams,
        response: created(draftSchema),
      }),
    ),
    async ({ caller, params }, reply) => {
      const draft = await act(officerOf({ caller }), params.id);
      return reply
        .code(201)
        .header('location', `/api/v1/drafts/${draft.id}`)
        .send(draftView(draft, shown));
    },
  );
}
