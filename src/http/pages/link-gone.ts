import type { FastifyReply } from 'fastify';

import type { LinkUse } from '#src/subscription/subscription.ts';

import { languageOf, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';

export interface GoneLink extends Exchange {
  readonly reason: Exclude<LinkUse<unknown>['kind'], 'used'>;
  /** What the page offers instead. */
  readonly purpose: 'confirm' | 'manage';
}

/** Says that a link is too old or not one of ours, and where to get another; or that nothing is left that it could show. */
export function showLinkGone(
  { renderPage, languages }: Shows,
  { request, reply, reason, purpose }: GoneLink,
): FastifyReply {
  const language = languageOf(request, languages);
  if (reason === 'erased')
    return showHtml(reply, renderPage('erased', language, { path: '/' }), 410);
  const html = renderPage('link-gone', language, {
    path: '/',
    reason,
    purpose,
  });
  return showHtml(reply, html, reason === 'expired' ? 410 : 404);
}
