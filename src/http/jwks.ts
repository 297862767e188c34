import type { FastifyInstance } from 'fastify';

import type { Endpoints } from '#src/endpoints/endpoint.ts';
import { jwksOf } from '#src/endpoints/jwks.ts';

import { problem } from './problem.ts';

/** Shorter than any overlap of a rotation, so that nobody is left with the old keys alone. */
const cacheSeconds = 300;

/** The public halves of the keys that sign calls to an endpoint, for whoever verifies v1a. Keys are nothing to hide. */
export function registerJwks(app: FastifyInstance, endpoints: Pick<Endpoints, 'find'>): void {
  app.get<{ Params: { id: string } }>(
    '/endpoints/:id/jwks.json',
    { schema: { hide: true } },
    async (request, reply) => {
      const endpoint = await endpoints.find(request.params.id);
      if (endpoint !== undefined) {
        return reply
          .header('cache-control', `public, max-age=${cacheSeconds}`)
          .header('access-control-allow-origin', '*')
          .type('application/jwk-set+json')
          .send(JSON.stringify(jwksOf(endpoint.keys)));
      }
      const missing = problem(404, 'Expected the id of an endpoint, such as ep_…', 'NOT_FOUND');
      return reply.code(404).type('application/problem+json').send(missing);
    },
  );
}
