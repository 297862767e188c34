import type { FastifyInstance, FastifyReply } from 'fastify';

import type { Revision, Revisions } from '#src/advisory/revision.ts';
import { newsToNewcomer } from '#src/subscription/in-force.ts';
import type { Lookbacks } from '#src/subscription/lookbacks.ts';
import type { Subscriptions, Wish } from '#src/subscription/subscription.ts';

import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, refuseCrossSite, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
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
    if (link.kind === 'confirmed') return showConfirmed(deps, { request, reply, wish: link.value });
    if (link.kind !== 'used')
      return showLinkGone(deps, { request, reply, reason: link.kind, purpose: 'confirm' });
    const language = languageOf(request, languages, link.value.language);
    const own = confirmPath(token);
    return showHtml(
      reply,
      renderPage('confirm', language, {
        path: own,
        action: own,
        changePath: link.changeable ? `${own}/change` : undefined,
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
    return showConfirmed(deps, { request, reply, wish: link.value });
  });
}

export async function showConfirmed(
  deps: ConfirmPagesDeps,
  { request, reply, wish }: Exchange & { readonly wish: Wish },
): Promise<FastifyReply> {
  const language = languageOf(request, deps.languages, wish.language);
  const page = {
    path: confirmPath(tokenIn(request)),
    wish,
    revisions: await inForceFor(deps, wish),
  };
  return showHtml(reply, deps.renderPage('confirmed', language, page));
}

async function inForceFor(
  { revisions, now }: ConfirmPagesDeps,
  wish: Wish,
): Promise<readonly Revision[]> {
  return newsToNewcomer(await revisions.inForce({ at: now() }), wish);
}

export function confirmPath(token: string): string {
  return `/confirm/${encodeURIComponent(token)}`;
}
