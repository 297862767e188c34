import type { FastifyInstance } from 'fastify';

import type { Subscriptions } from '#src/subscription/subscription.ts';

import { showLinkGone } from './link-gone.ts';
import { guardPages, languageOf, refuseCrossSite, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';
import { tokenIn } from './token-path.ts';

export interface UnsubscribePagesDeps extends Shows {
  readonly subscriptions: Pick<
    Subscriptions,
    'peekUnsubscribe' | 'unsubscribe' | 'peekUndo' | 'undoUnsubscribe'
  >;
}

const path = '/unsubscribe/:token';
const undoPath = '/unsubscribe/:token/undo';

/**
 * Leaving: by RFC 8058, which mailbox providers post from anywhere in either form encoding, and by the page's own
 * button. One route and one answer for both, exempt from cross-site checks; whatever the body says, the token decides.
 */
export async function unsubscribePages(
  scope: FastifyInstance,
  deps: UnsubscribePagesDeps,
): Promise<void> {
  const { renderPage, languages, subscriptions } = deps;
  guardPages(scope, 'holder');
  takeAnyBody(scope);

  scope.get(path, async (request, reply) => {
    const leaving = await subscriptions.peekUnsubscribe(tokenIn(request));
    const [language, own] = [languageOf(request, languages), ownPath(request)];
    switch (leaving) {
      case 'on':
        return showHtml(reply, renderPage('unsubscribe', language, { path: own, action: own }));
      case 'ended':
        return showHtml(
          reply,
          renderPage('unsubscribed', language, { path: own, since: 'earlier' }),
        );
      case 'erased':
      case 'unknown':
        return showLinkGone(deps, { request, reply, reason: leaving, purpose: 'manage' });
    }
  });

  scope.post(path, async (request, reply) => {
    const outcome = await subscriptions.unsubscribe(tokenIn(request));
    if (outcome === 'unknown') return showUnknown(deps, { request, reply });
    const page = { path: ownPath(request), since: 'now' } as const;
    return showHtml(reply, renderPage('unsubscribed', languageOf(request, languages), page));
  });
}

/** Coming back within the days of grace, by the link that stands only in the notice about leaving. */
export async function undoPages(scope: FastifyInstance, deps: UnsubscribePagesDeps): Promise<void> {
  const { renderPage, languages, subscriptions } = deps;
  guardPages(scope, 'holder');
  refuseCrossSite(scope, deps);

  scope.get(undoPath, async (request, reply) => {
    const leaving = await subscriptions.peekUndo(tokenIn(request));
    const [language, own] = [languageOf(request, languages), `${ownPath(request)}/undo`];
    switch (leaving) {
      case 'on':
        return showHtml(reply, renderPage('restored', language, { path: own, isNew: false }));
      case 'ended':
        return showHtml(reply, renderPage('undo', language, { path: own, action: own }));
      case 'over':
        return showLinkGone(deps, { request, reply, reason: 'expired', purpose: 'confirm' });
      case 'erased':
      case 'unknown':
        return showLinkGone(deps, { request, reply, reason: leaving, purpose: 'manage' });
    }
  });

  scope.post(undoPath, async (request, reply) => {
    const outcome = await subscriptions.undoUnsubscribe(tokenIn(request));
    if (outcome === 'unknown') return showUnknown(deps, { request, reply });
    const page = { path: `${ownPath(request)}/undo`, isNew: true };
    return showHtml(reply, renderPage('restored', languageOf(request, languages), page));
  });
}

function takeAnyBody(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit },
    async (_request: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
  );
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, async () => undefined);
}

const bodyLimit = 16_384;

/** A damaged or revoked link must not say that it has worked. */
function showUnknown(deps: Shows, { request, reply }: Exchange) {
  return showLinkGone(deps, { request, reply, reason: 'unknown', purpose: 'manage' });
}

function ownPath(request: Exchange['request']): string {
  return `/unsubscribe/${encodeURIComponent(tokenIn(request))}`;
}
