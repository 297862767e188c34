import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { askedLanguage } from './asked-language.ts';
import type { Received } from './fault.ts';
import { problem, problemOf } from './problem.ts';
import type { Problem } from './problem.ts';
import { logFailure } from './request-log.ts';

/** An error page for people: `language` is what was asked for in ?lang= or in a form, `acceptLanguage` what the browser prefers. */
export type RenderError = (failure: {
  readonly status: number;
  readonly language: string | undefined;
  readonly acceptLanguage: string | undefined;
}) => string;

interface Answering {
  readonly log: Logger;
  readonly methodsAt: (path: string) => readonly string[];
  readonly renderError: RenderError | undefined;
}

/** Every refusal and failure leaves through here: as problem+json for machines, as a page for people. */
export function answerErrors(
  app: FastifyInstance,
  { log, methodsAt, renderError }: Answering,
): void {
  app.setErrorHandler((error, request, reply) => {
    const found = problemOf(error, receivedIn(request));
    if (found.status >= 500) logFailure(log, request, error);
    if (found.status === 401) reply.header('www-authenticate', challengeFor(request));
    if (asksForPatience(found) && !reply.hasHeader('retry-after')) reply.header('retry-after', '5');
    return send(found, request, reply);
  });

  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsAt(pathOf(request));
    if (allowed.length === 0)
      return send(problem(404, 'There is nothing at this address.', 'NOT_FOUND'), request, reply);
    reply.header('allow', allowed.join(', '));
    return send(
      problem(405, `Expected one of the methods ${allowed.join(', ')}, arrived ${request.method}.`),
      request,
      reply,
    );
  });

  function send(found: Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    if (renderError === undefined || !wantsPage(request)) {
      return reply
        .code(found.status)
        .type('application/problem+json')
        .serializer(JSON.stringify)
        .send(found);
    }
    const page = renderError({
      status: found.status,
      language: askedLanguage(request),
      acceptLanguage: request.headers['accept-language'],
    });
    return reply.code(found.status).type('text/html; charset=utf-8').serializer(String).send(page);
  }
}

/** What the router itself cannot read, such as half an escape in the address. */
export function answerUnroutable(
  error: unknown,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { status } = problemOf(error, () => undefined);
  void reply
    .code(status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(
      problem(
        status,
        status === 414
          ? 'Expected an address with a shorter id, arrived one that is longer than any of ours'
          : 'Expected an address that can be read: percent-encoded UTF-8',
        'INPUT_INVALID',
      ),
    );
}

function asksForPatience({ status }: Problem): boolean {
  return status === 503 || status === 429;
}

function receivedIn(request: FastifyRequest): Received {
  return (context) => {
    if (context === 'params') return request.params;
    return context === 'querystring' ? request.query : request.body;
  };
}

/** RFC 6750: says what was wrong with a token only if there was one. */
function challengeFor({ headers }: FastifyRequest): string {
  const realm = 'Bearer realm="consular-alerts"';
  return headers.authorization === undefined ? realm : `${realm}, error="invalid_token"`;
}

function wantsPage(request: FastifyRequest): boolean {
  const { accept = '' } = request.headers;
  return accept.includes('text/html') && !pathOf(request).startsWith('/api/');
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '';
}
