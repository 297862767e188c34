import { z } from 'zod';

import type { Withdrawing } from '#src/officers/withdrawing.ts';
import type { Writing } from '#src/officers/writing.ts';

import { forOfficers, officerOf } from './access.ts';
import { created } from './answers.ts';
import type { Api } from './answers.ts';
import type { ShownCount } from './counts.ts';
import { draftSchema, draftView } from './draft-view.ts';
import { publishedSchema } from './publication-view.ts';
import { neverLimited } from './rate-limit.ts';
import { registerReading } from './reading.ts';
import type { ReadingNeeds } from './reading.ts';

export interface AdvisoriesNeeds extends ReadingNeeds {
  readonly desk: Pick<Writing & Withdrawing, 'correct' | 'allClear' | 'withdraw'>;
  readonly shown: ShownCount;
}

const idParams = z.object({ id: z.string().max(100) });
const tags = ['advisories'];

/** What has been published, and what officers do to it. */
export function registerAdvisories(api: Api, { desk, shown, ...reading }: AdvisoriesNeeds): void {
  registerReading(api, reading);
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
