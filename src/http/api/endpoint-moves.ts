import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

import type { Endpoint, Endpoints, Mover } from '#src/endpoints/endpoint.ts';
import type { Verifying } from '#src/endpoints/verifying.ts';
import { AppError } from '#src/errors.ts';

import { actorOf, callerOf, forCallers } from './access.ts';
import { accepted, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { endpointSchema, missingEndpoint, withSecretSchema } from './endpoint-view.ts';
import type { createEndpointView } from './endpoint-view.ts';

export interface EndpointMovesNeeds {
  readonly verifying: Verifying;
  /** Tells it that it is only a test. Undefined when there is no such endpoint. */
  readonly ping: (
    id: string,
    by: string,
  ) => Promise<{ readonly event: string; readonly sequence: number } | undefined>;
}

interface Moving extends EndpointMovesNeeds {
  readonly endpoints: Endpoints;
  readonly view: ReturnType<typeof createEndpointView>;
  /** Throws NOT_FOUND, and FORBIDDEN for another endpoint's token. */
  readonly found: (request: Pick<FastifyRequest, 'caller'>, id: string) => Promise<Endpoint>;
}

const params = z.object({ id: z.string().max(100) });
const tags = ['endpoints'];
const manage = { roles: ['operator'], scope: 'endpoints:manage' } as const;
const overlap = z.object({
  overlapHours: z
    .int()
    .min(0)
    .max(168)
    .default(24)
    .describe('how long the old ones are used beside the new ones'),
});
const verifyWithinMs = 25_000;

/** What is done with one endpoint. */
export function registerEndpointMoves(api: Api, needs: Moving): void {
  registerStates(api, needs);
  registerVerification(api, needs);
  const { endpoints, found, view } = needs;

  api.post(
    '/endpoints/:id/rotate',
    forCallers(manage, {
      tags,
      summary: 'Sign with new keys of both schemes',
      description: 'In the overlap the old and the new ones sign every call.',
      params,
      body: overlap,
      response: ok(withSecretSchema),
    }),
    async ({ caller, params: { id }, body: { overlapHours } }) => {
      await found({ caller }, id);
      const rotated = await endpoints.rotate(id, overlapHours, actorOf({ caller }));
      if (rotated === undefined) throw missingEndpoint(id);
      return { ...view(rotated.endpoint, callerOf({ caller })), secret: rotated.secret };
    },
  );

  api.post(
    '/endpoints/:id/ping',
    forCallers(manage, {
      tags,
      summary: 'Tell it test.ping, as everything else is told',
      params,
      response: accepted(z.object({ event: z.string(), sequence: z.int() })),
    }),
    async (request, reply) => {
      const { id, state } = await found(request, request.params.id);
      if (state !== 'active') throw notActive(id, `is ${state}`);
      const pinged = await needs.ping(id, actorOf(request));
      if (pinged === undefined) throw missingEndpoint(id);
      return reply.code(202).send(pinged);
    },
  );
}

const summaries = {
  pause: 'Call it no more until it is resumed; what it is owed waits',
  resume: 'Call it again, also after it was disabled for failing',
  disable: 'Tell it nothing more; what it would be told stays to be fetched',
} as const;

function registerStates(api: Api, { endpoints, found, view }: Moving): void {
  for (const move of ['pause', 'resume', 'disable'] as const) {
    api.post(
      `/endpoints/:id/${move}`,
      forCallers(manage, {
        tags,
        summary: summaries[move],
        params,
        response: ok(endpointSchema),
      }),
      async (request) => {
        const before = await found(request, request.params.id);
        const mover = callerOf(request).kind === 'officer' ? 'officer' : 'itself';
        requireMayMove(before, mover);
        const moved = await act(move, before.id, { by: actorOf(request), mover });
        if (moved !== undefined) return view(moved, callerOf(request));
        const now = await found(request, before.id);
        requireMayMove(now, mover);
        throw notActive(now.id, whatIsAmiss(now));
      },
    );
  }

  function act(
    move: keyof typeof summaries,
    id: string,
    { by, mover }: { readonly by: string; readonly mover: Mover },
  ): Promise<Endpoint | undefined> {
    if (move === 'resume') return endpoints.resume(id, by, mover);
    if (move === 'pause') return endpoints.pause(id, by, mover);
    return endpoints.disable(id, `disabled-by-${mover}`, by);
  }
}

function registerVerification(api: Api, { verifying, found, view }: Moving): void {
  api.post(
    '/endpoints/:id/verify',
    forCallers(manage, {
      tags,
      summary: 'Send the challenge',
      description:
        'A webhook is called at once with `endpoint.verification`, signed by every key, and answers 2xx with `data.challenge` anywhere in its body; else it hands the challenge in at `/verification` within the hour. A duty mailbox is mailed a link, and the answer is 202.',
      params,
      response: { ...ok(endpointSchema), 202: endpointSchema },
    }),
    async (request, reply) => {
      const endpoint = await found(request, request.params.id);
      const signal = AbortSignal.timeout(verifyWithinMs);
      const verified = await verifying.verify(endpoint, actorOf(request), signal);
      return reply
        .code(verified.kind === 'verified' ? 200 : 202)
        .send(view(verified.endpoint, callerOf(request)));
    },
  );

  api.post(
    '/endpoints/:id/verification',
    forCallers(manage, {
      tags,
      summary: 'Hand in the challenge that the endpoint was sent',
      params,
      body: z.object({ challenge: z.string().max(200) }),
      response: ok(endpointSchema),
    }),
    async ({ caller, params: { id }, body: { challenge } }) => {
      const endpoint = await found({ caller }, id);
      const confirmed = await verifying.confirm(endpoint, challenge, actorOf({ caller }));
      return view(confirmed, callerOf({ caller }));
    },
  );
}

/** What an officer has stopped an officer resumes, and nobody puts another reason there. */
function requireMayMove({ id, reason }: Endpoint, mover: Mover): void {
  if (mover === 'officer' || reason?.endsWith('-by-officer') !== true) return;
  throw new AppError(
    'FORBIDDEN',
    `Endpoint ${id} was stopped by an officer (${reason}): expected an operator`,
  );
}

function whatIsAmiss({ state, verifiedAt }: Endpoint): string {
  return verifiedAt === undefined ? 'was never verified at its present address' : `is ${state}`;
}

function notActive(id: string, amiss: string): AppError {
  return new AppError(
    'ENDPOINT_NOT_ACTIVE',
    `Endpoint ${id} ${amiss}: POST /api/v1/endpoints/${id}/verify, or /resume, comes first`,
  );
}
