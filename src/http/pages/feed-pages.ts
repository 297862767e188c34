import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { countrySchema } from '#src/advisory/place.ts';
import type { Revisions } from '#src/advisory/revision.ts';
import { paths } from '#src/rendering/paths.ts';
import type { Voice } from '#src/rendering/voice.ts';

import { guardPages, languageOf, showError } from './page-scope.ts';
import type { Shows } from './page-scope.ts';

export interface FeedPagesDeps extends Shows {
  readonly revisions: Pick<Revisions, 'latest'>;
  readonly voice: Pick<Voice, 'atomFeed' | 'jsonFeed'>;
  readonly now: () => Date;
}

const entriesAtMost = 50;
const feedQuery = z.object({ country: countrySchema.optional() });

/** News for feed readers and other services: every message published lately, in force or not; of one country when asked. */
export async function feedPages(scope: FastifyInstance, deps: FeedPagesDeps): Promise<void> {
  guardPages(scope, 'everyone');

  for (const { path, type, write } of [
    { path: paths.feed, type: 'application/atom+xml; charset=utf-8', write: deps.voice.atomFeed },
    { path: paths.jsonFeed, type: 'application/feed+json', write: deps.voice.jsonFeed },
  ]) {
    scope.get(path, async (request, reply) => {
      const query = feedQuery.safeParse(request.query);
      if (!query.success) return showError(deps, { request, reply, status: 400 });
      const { country } = query.data;
      const language = languageOf(request, deps.languages);
      const revisions = await deps.revisions.latest(entriesAtMost, country);
      return reply.type(type).send(write({ revisions, language, country, now: deps.now() }));
    });
  }
}
