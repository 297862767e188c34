import type { FastifyInstance } from 'fastify';

import { paths } from '#src/rendering/paths.ts';
import type { Subscriptions } from '#src/subscription/subscription.ts';

import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, refuseCrossSite, showHtml } from './page-scope.ts';
import type { Shows } from './page-scope.ts';
import { tokenIn } from './token-path.ts';

export interface ErasePagesDeps extends Shows {
  readonly subscriptions: Pick<Subscriptions, 'manage' | 'erase'>;
}

const path = '/manage/:token/erase';

/** Deleting everything, by one button. Opening the page says what will be lost and changes nothing. */
export async function erasePages(scope: FastifyInstance, deps: ErasePagesDeps): Promise<void> {
  const { subscriptions, renderPage, languages } = deps;
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get(path, async (request, reply) => {
    const list = await subscriptions.manage(tokenIn(request));
    if (list.kind !== 'used')
      return showLinkGone(deps, { request, reply, reason: list.kind, purpose: 'manage' });
    const backPath = `${paths.manage}/${encodeURIComponent(tokenIn(request))}`;
    const action = `${backPath}/erase`;
    const page = { path: action, action, backPath };
    return showHtml(reply, renderPage('manage-erase', languageOf(request, languages), page));
  });

  scope.post(path, async (request, reply) => {
    const used = await subscriptions.erase(tokenIn(request));
    if (used.kind !== 'used')
      return showLinkGone(deps, { request, reply, reason: used.kind, purpose: 'manage' });
    const page = { path: '/' };
    return showHtml(reply, renderPage('erased', languageOf(request, languages), page));
  });
}
