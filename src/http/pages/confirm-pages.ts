import type { FastifyInstance } from 'fastify';

import type { Revision, Revisions } from '#src/advisory/revision.ts';
import { newsToNewcomer } from '#src/subscription/in-force.ts';
import type { Lookbacks } from '#src/subscription/lookbacks.ts';
import type { Subscriptions, Wish } from '#src/subscription/subscription.ts';

import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, refuseCrossSite, showHtml } from './page-scope.ts';
import type { Shows } from './page-scope.ts';
import { tokenIn } from './token-path.ts';

export interface ConfirmPagesDeps extends Shows {
  readonly subscriptions: Pick<Subscriptions, 'peekConfirm' | 'confirm'>;
  readonly revisions: Pick<Revisions, 'inForce'>;
  readonly lookbacks: Lookbacks;
  readonly now: () => Date;
}

const path = '/confirm/:token';

/** Opening the mailed link shows one button and changes nothing, for scanners open links too; pressing it confirms. */
export async function confirmPages(scope: FastifyInstance, deps: ConfirmPagesDeps): Promise<void> {
  const { renderPage, languages, subscriptions, lookbacks } = deps;
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get(path, async (request, reply) => {
    const token = tokenIn(request);
    const link = await subscriptions.peekConfirm(token);
    if (link.kind !== 'used')
      return showLinkGone(deps, { request, reply, reason: link.kind, purpose: 'confirm' });
    const language = languageOf(request, languages, link.value.language);
    const own = confirmPath(token);
    return showHtml(
      reply,
      renderPage('confirm', language, {
        path: own,
        action: own,
        wish: link.value,
        lookback: await lookbacks.of(link.value),
        revisions: await inForceFor(deps, link.value),
      }),
    );
  });

  scope.post(path, async (request, reply) => {
    const token = tokenIn(request);
    const link = await subscriptions.confirm(token);
    if (link.kind !== 'used')
      return showLinkGone(deps, { request, reply, reason: link.kind, purpose: 'confirm' });
    const language = languageOf(request, languages, link.value.language);
    const revisions = await inForceFor(deps, link.value);
    return showHtml(
      reply,
      renderPage('confirmed', language, { path: confirmPath(token), revisions }),
    );
  });
}

async function inForceFor(
  { revisions, now }: ConfirmPagesDeps,
  wish: Wish,
): Promise<readonly Revision[]> {
  return newsToNewcomer(await revisions.inForce({ at: now() }), wish);
}

function confirmPath(token: string): string {
  return `/confirm/${encodeURIComponent(token)}`;
}
