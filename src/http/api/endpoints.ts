import { z } from 'zod';

import {
  endpointDetails,
  endpointFormats,
  endpointKinds,
  endpointStates,
  newEndpointSchema,
} from '#src/endpoints/endpoint.ts';
import type { Endpoint, Endpoints } from '#src/endpoints/endpoint.ts';
import { filterSchema } from '#src/endpoints/filter.ts';
import { AppError } from '#src/errors.ts';

import { forOfficers, officerOf } from './access.ts';
import { anyRole, created, done, ok } from './answers.ts';
import type { Api } from './answers.ts';

export interface EndpointsNeeds {
  readonly endpoints: Endpoints;
  /** Throws OUTBOUND_REFUSED or OUTBOUND_FAILED for an address that must not or cannot be reached. */
  readonly checkEndpointUrl: (url: string, signal: AbortSignal) => Promise<unknown>;
}

const endpointSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(endpointKinds),
    url: z.string().optional(),
    format: z.enum(endpointFormats),
    detail: z.enum(endpointDetails),
    filter: filterSchema,
    state: z.enum(endpointStates),
    reason: z.string().optional(),
    createdAt: z.date(),
    failingSince: z.date().optional(),
  })
  .meta({ id: 'Endpoint' });

const registeredSchema = endpointSchema
  .extend({ secret: z.string().describe('signs every call (Standard Webhooks); shown this once') })
  .meta({ id: 'RegisteredEndpoint' });

const params = z.object({ id: z.string().max(100) });
const tags = ['endpoints'];
const lookUpWithinMs = 10_000;

/** Embassies' systems, told by signed webhook. */
export function registerEndpoints(api: Api, { endpoints, checkEndpointUrl }: EndpointsNeeds): void {
  api.get(
    '/endpoints',
    forOfficers(anyRole, {
      tags,
      summary: 'Endpoints that are registered',
      response: ok(z.object({ endpoints: z.array(endpointSchema) })),
    }),
    async () => ({ endpoints: (await endpoints.list()).map(view) }),
  );

  api.post(
    '/endpoints',
    forOfficers(['operator'], {
      tags,
      summary: 'Register an endpoint',
      description:
        'Its address must be https and public, unless the operator has opened its network.',
      body: newEndpointSchema,
      response: created(registeredSchema),
    }),
    async (request, reply) => {
      if (request.body.kind === 'webhook')
        await checkEndpointUrl(request.body.url, AbortSignal.timeout(lookUpWithinMs));
      const { endpoint, secret } = await endpoints.register(request.body, officerOf(request).name);
      return reply
        .code(201)
        .header('location', `/api/v1/endpoints/${endpoint.id}`)
        .send({ ...view(endpoint), secret });
    },
  );

  api.delete(
    '/endpoints/:id',
    forOfficers(['operator'], {
      tags,
      summary: 'Remove an endpoint for good',
      params,
      response: done(),
    }),
    async (request, reply) => {
      const { id } = request.params;
      if (!(await endpoints.remove(id, officerOf(request).name))) throw missing(id);
      return reply.code(204).send();
    },
  );

  registerMove(api, 'pause', endpoints.pause);
  registerMove(api, 'resume', endpoints.resume);
}

const summaries = {
  pause: 'Call it no more until it is resumed; what it is owed waits',
  resume: 'Call it again, also after it was disabled for failing',
} as const;

function registerMove(api: Api, move: keyof typeof summaries, act: Endpoints['pause']): void {
  api.post(
    `/endpoints/:id/${move}`,
    forOfficers(['operator'], {
      tags,
      summary: summaries[move],
      params,
      response: ok(endpointSchema),
    }),
    async (request) => {
      const { id } = request.params;
      const endpoint = await act(id, officerOf(request).name);
      if (endpoint === undefined) throw missing(id);
      return view(endpoint);
    },
  );
}

function view(endpoint: Endpoint): z.infer<typeof endpointSchema> {
  return endpointSchema.parse(endpoint);
}

function missing(id: string): AppError {
  return new AppError('NOT_FOUND', `There is no endpoint ${id}`);
}
