import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { countrySchema } from '#src/advisory/place.ts';
import { paths } from '#src/rendering/paths.ts';

import { writeMessage } from './cap-message.ts';
import type { CapMessageDeps } from './cap-message.ts';
import { allowReading, answerFeed } from './feed-answer.ts';
import { capIndex, levels, news } from './feed-kinds.ts';
import type { FeedKind, FeedKindDeps } from './feed-kinds.ts';
import { guardPages, languageOf, showError } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { createShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

export type FeedPagesDeps = Shows & FeedKindDeps & CapMessageDeps & { readonly now: () => Date };

const shelfBytes = 32 * 1024 * 1024;
const minute = 60_000;
const feedQuery = z.object({ country: countrySchema.optional() });
const messageParams = z.object({
  id: z.string().max(100),
  number: z.coerce.number().int().positive().max(2_147_483_647),
});

/** For feed readers and other services: news, current levels and CAP messages; of one country when asked. */
export async function feedPages(scope: FastifyInstance, deps: FeedPagesDeps): Promise<void> {
  guardPages(scope, 'everyone');
  const shelf = createShelf(shelfBytes);
  const kinds = [
    news(deps, {
      path: paths.feed,
      type: 'application/atom+xml; charset=utf-8',
      write: deps.voice.atomFeed,
    }),
    news(deps, { path: paths.jsonFeed, type: 'application/feed+json', write: deps.voice.jsonFeed }),
    capIndex(deps),
    levels(deps),
  ];
  for (const kind of kinds) {
    scope.get(kind.path, (request, reply) => showFeed(deps, { shelf, kind, request, reply }));
    scope.options(kind.path, allowReading);
  }
  const message = '/advisories/:id/:number/cap';
  scope.get(message, (request, reply) => showMessage(deps, { shelf, request, reply }));
  scope.options(message, allowReading);
}

interface Wanted extends Exchange {
  readonly shelf: Shelf;
}

async function showFeed(
  deps: FeedPagesDeps,
  { shelf, kind, request, reply }: Wanted & { readonly kind: FeedKind },
) {
  const query = feedQuery.safeParse(request.query);
  if (!query.success) return showError(deps, { request, reply, status: 400 });
  const { country } = query.data;
  const language = kind.isSpoken ? languageOf(request, deps.languages) : '';
  const at = deps.now();
  const name = [kind.path, country, language].join(' ');
  const version = kind.runsOut ? await versionAt(deps, at) : await deps.bulletin.version();
  const kept = await shelf.take(name, version, () => kind.make({ country, language, at }));
  if (kept === undefined) return showError(deps, { request, reply, status: 404 });
  const vary = kind.isSpoken ? 'Accept-Language, Accept-Encoding' : 'Accept-Encoding';
  return answerFeed(request, reply, { kept, type: kind.type, vary });
}

async function showMessage(deps: FeedPagesDeps, { shelf, request, reply }: Wanted) {
  const asked = messageParams.safeParse(request.params);
  if (!asked.success) return showError(deps, { request, reply, status: 404 });
  const { id, number } = asked.data;
  const version = await versionAt(deps, deps.now());
  const kept = await shelf.take(`cap ${number} ${id}`, version, () =>
    writeMessage(deps, id, number),
  );
  if (kept === undefined) return showError(deps, { request, reply, status: 404 });
  return answerFeed(request, reply, {
    kept,
    type: 'application/cap+xml; charset=utf-8',
    vary: 'Accept-Encoding',
  });
}

/** Of what runs out, or shows the directory of missions, without anything being published. */
async function versionAt({ bulletin }: FeedPagesDeps, at: Date): Promise<string> {
  return `${await bulletin.version()} ${Math.floor(at.getTime() / minute)}`;
}
