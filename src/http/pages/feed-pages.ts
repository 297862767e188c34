import type { FastifyInstance } from 'fastify';

import type { Revisions } from '#src/advisory/revision.ts';
import { paths } from '#src/rendering/paths.ts';
import type { Voice } from '#src/rendering/voice.ts';

import { guardPages, languageOf } from './page-scope.ts';

export interface FeedPagesDeps {
  readonly languages: readonly string[];
  readonly revisions: Pick<Revisions, 'latest'>;
  readonly voice: Pick<Voice, 'atomFeed' | 'jsonFeed'>;
  readonly now: () => Date;
}

const entriesAtMost = 50;

/** News for feed readers and other services: every message published lately, in force or not. */
export async function feedPages(scope: FastifyInstance, deps: FeedPagesDeps): Promise<void> {
  guardPages(scope, 'everyone');

  for (const { path, type, write } of [
    { path: paths.feed, type: 'application/atom+xml; charset=utf-8', write: deps.voice.atomFeed },
    { path: paths.jsonFeed, type: 'application/feed+json', write: deps.voice.jsonFeed },
  ]) {
    scope.get(path, async (request, reply) => {
      const language = languageOf(request, deps.languages);
      const revisions = await deps.revisions.latest(entriesAtMost);
      return reply.type(type).send(write({ revisions, language, now: deps.now() }));
    });
  }
}
