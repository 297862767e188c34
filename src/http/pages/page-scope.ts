import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { askedLanguage } from '#src/http/asked-language.ts';
import type { RenderPage } from '#src/rendering/pages.ts';

import { chooseLanguage } from './choose-language.ts';
import { isFromElsewhere } from './same-site.ts';

/** What every page needs to be shown. */
export interface Shows {
  readonly renderPage: RenderPage;
  /** Offered to citizens, the first by default. */
  readonly languages: readonly string[];
}

const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  vary: 'Accept-Language',
} as const;

/** Whether what a page shows is for everyone or for whoever holds its link. */
export type Audience = 'everyone' | 'holder';

/**
 * Headers for every answer in a scope. What a form is answered may show what was typed into it, an address for one, and is kept
 * nowhere: the computer may be shared. Pages are no part of the API: its document leaves them out.
 */
export function guardPages(scope: FastifyInstance, audience: Audience): void {
  scope.addHook('onRoute', (route) => {
    route.schema = Object.assign(route.schema ?? {}, { hide: true });
  });
  scope.addHook('onRequest', async ({ method }, reply) => {
    const cacheControl = audience === 'holder' || method === 'POST' ? 'no-store' : 'no-cache';
    reply.headers({ ...securityHeaders, 'cache-control': cacheControl });
  });
}

/** S4: forms that another site sends are refused before they are read. */
export function refuseCrossSite(scope: FastifyInstance, shows: Shows): void {
  scope.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST' || !isFromElsewhere(request)) return undefined;
    return showError(shows, { request, reply, status: 403 });
  });
}

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export function showHtml(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(html);
}

/** A page that says what went wrong. It links to the first page only: the path that was asked for may hold a token. */
export function showError(
  shows: Shows,
  { request, reply, status }: Exchange & { readonly status: number },
): FastifyReply {
  const { renderPage, languages } = shows;
  return showHtml(
    reply,
    renderPage('error', languageOf(request, languages), { path: '/', status }),
    status,
  );
}

interface Failure {
  readonly status: number;
  /** What was asked for in `?lang=` or in a form. */
  readonly language: string | undefined;
  readonly acceptLanguage: string | undefined;
}

/** The page for errors that happen outside the pages' own routes. */
export function createErrorPage({ renderPage, languages }: Shows): (failure: Failure) => string {
  return ({ status, language, acceptLanguage }) =>
    renderPage('error', chooseLanguage(languages, language, acceptLanguage), { path: '/', status });
}

/** The language asked for in the address or the form, else `known` (of somebody who has chosen one), else the browser's. */
export function languageOf(
  request: FastifyRequest,
  languages: readonly string[],
  known?: string,
): string {
  const chosen = askedLanguage(request) ?? known;
  return chooseLanguage(languages, chosen, request.headers['accept-language']);
}
