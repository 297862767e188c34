import type { FastifyReply } from 'fastify';

import { languageOf, showHtml } from './page-scope.ts';
import type { Exchange, Shows } from './page-scope.ts';

export interface GoneLink extends Exchange {
  readonly reason: 'expired' | 'unknown';
  /** What the page offers instead. */
  readonly purpose: 'confirm' | 'manage';
}

/** Says that a link is too old or not one of ours, and where to get another. */
export function showLinkGone(
  { renderPage, languages }: Shows,
  { request, reply, reason, purpose }: GoneLink,
): FastifyReply {
  const html = renderPage('link-gone', languageOf(request, languages), {
    path: '/',
    reason,
    purpose,
  });
  return showHtml(reply, html, reason === 'expired' ? 410 : 404);
}
