import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { codeOf } from '#src/errors.ts';

/** One line per answer. The route's pattern stands for the path: paths hold tokens, queries may hold anything. */
export function logRequests(
  app: FastifyInstance,
  log: Logger,
  observe: (answer: Answer) => void,
): void {
  app.addHook('onResponse', async (request, reply) => {
    const answer = {
      method: request.method,
      route: routeOf(request),
      status: reply.statusCode,
      tookMs: Math.round(reply.elapsedTime),
    };
    observe(answer);
    log.info({ ...answer, ...whoIn(request) }, 'request.answered');
  });
}

function whoIn({ caller }: FastifyRequest) {
  if (caller?.kind === 'officer') return { officer: caller.officer.name };
  return caller && { partner: caller.endpoint ?? caller.name };
}

export interface Answer {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly tookMs: number;
}

/** Where it happened, without what it said: messages of libraries quote rows and addresses. */
export function logFailure(log: Logger, request: FastifyRequest, error: unknown): void {
  const name = error instanceof Error ? error.name : typeof error;
  const frames = error instanceof Error ? framesOf(error) : [];
  log.error(
    { method: request.method, route: routeOf(request), error: name, code: codeOf(error), frames },
    'request.failed',
  );
}

function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? 'none';
}

function framesOf({ stack = '' }: Error): readonly string[] {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
}
