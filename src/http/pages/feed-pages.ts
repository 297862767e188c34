import type { FastifyInstance } from 'fastify';

import type { Revisions } from '#src/advisory/revision.ts';
import { paths } from '#src/rendering/paths.ts';
import type { Voice } from '#src/rendering/voice.ts';

import { guardPages, languageOf } from './page-scope.ts';

export interface FeedPagesDeps {
  readonly languages: readonly string[];
  readonly revisions: Pick<Revisions, 'latest'>;
  readonly atomFeed: Voice['atomFeed'];
  readonly now: () => Date;
}

const entriesAtMost = 50;

/** News for feed readers and other services: every message published lately, in force or not. */
export async function feedPages(scope: FastifyInstance, deps: FeedPagesDeps): Promise<void> {
  guardPages(scope, 'everyone');

  scope.get(paths.feed, async (request, reply) => {
    const language = languageOf(request, deps.languages);
    const revisions = await deps.revisions.latest(entriesAtMost);
    const feed = deps.atomFeed({ revisions, language, now: deps.now() });
    return reply.type('application/atom+xml; charset=utf-8').send(feed);
  });
}
