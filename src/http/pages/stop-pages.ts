import type { FastifyInstance } from 'fastify';

import type { Subscriptions } from '#src/subscription/subscription.ts';

import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, refuseCrossSite, showHtml } from './page-scope.ts';
import type { Shows } from './page-scope.ts';
import { managePath, tokenIn } from './token-path.ts';

export interface StopPagesDeps extends Shows {
  readonly subscriptions: Pick<Subscriptions, 'manage' | 'endAll'>;
}

const path = '/manage/:token/stop';

/** Ending all alerts at once, for whoever has a manage link at hand and none of an alert. */
export async function stopPages(scope: FastifyInstance, deps: StopPagesDeps): Promise<void> {
  const { renderPage, languages, subscriptions } = deps;
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get(path, async (request, reply) => {
    const link = await subscriptions.manage(tokenIn(request));
    if (link.kind !== 'used')
      return showLinkGone(deps, { request, reply, reason: link.kind, purpose: 'manage' });
    const own = `${managePath(request)}/stop`;
    const language = languageOf(request, languages);
    if (link.value.length === 0)
      return showHtml(reply, renderPage('unsubscribed', language, { path: own, since: 'earlier' }));
    return showHtml(reply, renderPage('unsubscribe', language, { path: own, action: own }));
  });

  scope.post(path, async (request, reply) => {
    const link = await subscriptions.endAll(tokenIn(request));
    if (link.kind !== 'used')
      return showLinkGone(deps, { request, reply, reason: link.kind, purpose: 'manage' });
    const page = { path: `${managePath(request)}/stop`, since: 'now' } as const;
    return showHtml(reply, renderPage('unsubscribed', languageOf(request, languages), page));
  });
}
