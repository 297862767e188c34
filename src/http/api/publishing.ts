import type { FastifyReply } from 'fastify';
import { z } from 'zod';

import type { Published } from '#src/advisory/publishing.ts';
import type { Releasing } from '#src/officers/releasing.ts';
import type { Scheduling } from '#src/officers/scheduling.ts';

import { forOfficers, officerOf } from './access.ts';
import { created, ok } from './answers.ts';
import type { Api } from './answers.ts';
import type { ShownCount } from './counts.ts';
import { draftSchema, draftView } from './draft-view.ts';
import { draftHash, draftParams } from './drafts.ts';
import { publishedSchema } from './publication-view.ts';
import { neverLimited } from './rate-limit.ts';

export interface PublishingNeeds {
  readonly desk: Pick<Releasing, 'publish' | 'releaseAlone'> &
    Pick<Scheduling, 'schedule' | 'unschedule'>;
  readonly shown: ShownCount;
}

const tags = ['drafts'];
const withholdOutsideAllowlist = z
  .boolean()
  .default(false)
  .describe('publish although recipients outside the allow-list will not be told');
const releaseSchema = z.object({
  hash: draftHash.optional().describe('refused when the draft no longer has it'),
  withholdOutsideAllowlist,
});

/** Lets a draft go: now, at a time, or without a second person. */
export function registerPublishing(api: Api, needs: PublishingNeeds): void {
  registerPublish(api, needs);
  registerLoneRelease(api, needs);
  registerSchedule(api, needs);
}

function registerPublish(api: Api, { desk }: PublishingNeeds): void {
  api.post(
    '/drafts/:id/publish',
    neverLimited(
      forOfficers(['author', 'approver'], {
        tags,
        summary: 'Publish a draft as the next revision of its advisory',
        description: 'Answers when it is recorded; the publication says how far it came.',
        params: draftParams,
        body: releaseSchema.nullish(),
        response: created(publishedSchema),
      }),
    ),
    async (request, reply) => {
      const options = request.body ?? { withholdOutsideAllowlist: false };
      return answer(
        reply,
        await desk.publish(officerOf(request), { ...request.params, ...options }),
      );
    },
  );
}

function registerLoneRelease(api: Api, { desk }: PublishingNeeds): void {
  api.post(
    '/drafts/:id/release-alone',
    neverLimited(
      forOfficers(['author', 'approver'], {
        tags,
        summary: 'Publish an emergency that no second person has judged in time',
        description:
          'The way out when nobody else can be had: the draft was submitted, approvers had their time, and none of them approved it or sent it back. The reason is kept, operators are told, and the act waits for another approver’s review.',
        params: draftParams,
        body: releaseSchema.extend({ reason: z.string().trim().min(1).max(500) }),
        response: created(publishedSchema),
      }),
    ),
    async (request, reply) =>
      answer(
        reply,
        await desk.releaseAlone(officerOf(request), { ...request.params, ...request.body }),
      ),
  );
}

function registerSchedule(api: Api, { desk, shown }: PublishingNeeds): void {
  api.put(
    '/drafts/:id/schedule',
    neverLimited(
      forOfficers(['author', 'approver'], {
        tags,
        summary: 'Publish a draft at a time',
        description:
          'In the name of who calls this, of the text as it was read. Refused as publishing would be. It is judged once more when its time comes; what may not go out then stays open and says why.',
        params: draftParams,
        body: z.object({
          hash: draftHash,
          at: z.iso
            .datetime({ offset: true, error: 'expected a time such as 2026-07-01T06:00:00Z' })
            .transform((text) => new Date(text)),
          withholdOutsideAllowlist,
        }),
        response: ok(draftSchema),
      }),
    ),
    async ({ caller, params, body }) =>
      draftView(await desk.schedule(officerOf({ caller }), { ...params, ...body }), shown),
  );

  api.delete(
    '/drafts/:id/schedule',
    neverLimited(
      forOfficers(['author', 'approver'], {
        tags,
        summary: 'Do not publish a draft at the time that was set',
        params: draftParams,
        response: ok(draftSchema),
      }),
    ),
    async ({ caller, params }) =>
      draftView(await desk.unschedule(officerOf({ caller }), params.id), shown),
  );
}

function answer(reply: FastifyReply, published: Published) {
  return reply
    .code(201)
    .header('location', `/api/v1/publications/${published.publicationId}`)
    .send(published);
}
