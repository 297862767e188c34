import type { FastifyInstance } from 'fastify';

import { problem } from './problem.ts';

/** A call as it came in, unread: the signature covers its bytes. */
interface CanaryCall {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface CanaryDoor {
  /** Notes a canary of ours that has come home; false when the call is not one. */
  readonly arrive: (call: CanaryCall) => Promise<boolean>;
}

const largestCall = 4_096;

/** Where webhook canaries arrive, over the same way in as everybody's. */
export function registerCanary(app: FastifyInstance, { arrive }: CanaryDoor): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(
      '/canary',
      { schema: { hide: true }, bodyLimit: largestCall },
      async (request, reply) => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        if (await arrive({ headers, body: String(request.body) })) return reply.code(204).send();
        const refusal = problem(
          401,
          'Expected a call signed by this service itself',
          'UNAUTHENTICATED',
        );
        return reply.code(401).type('application/problem+json').send(refusal);
      },
    );
  });
}
