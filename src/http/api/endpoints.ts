import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

import { endpointChangeSchema, isSayable, newEndpointSchema } from '#src/endpoints/endpoint.ts';
import type { Endpoint, EndpointChange, Endpoints } from '#src/endpoints/endpoint.ts';
import { filterSchema } from '#src/endpoints/filter.ts';
import { AppError } from '#src/errors.ts';

import { actorOf, callerOf, forCallers, requireOwn } from './access.ts';
import { anyRole, created, done, ok } from './answers.ts';
import type { Api } from './answers.ts';
import type { Caller } from './bearer.ts';
import { sayDeprecated } from './deprecated.ts';
import { registerEndpointMoves } from './endpoint-moves.ts';
import type { EndpointMovesNeeds } from './endpoint-moves.ts';
import {
  createEndpointView,
  endpointSchema,
  missingEndpoint,
  withSecretSchema,
} from './endpoint-view.ts';
import { byName, next, pageQuery, slicePage } from './paging.ts';

export interface EndpointsNeeds extends EndpointMovesNeeds {
  readonly endpoints: Endpoints;
  /** Throws OUTBOUND_REFUSED or OUTBOUND_FAILED for an address that must not or cannot be reached. */
  readonly checkEndpointUrl: (
    url: string,
    signal: AbortSignal,
  ) => Promise<{
    /** In a network of our own that the operator has opened. */ readonly inside: boolean;
  }>;
  readonly publicUrl: string;
}

/** As endpoints were registered before they had kinds and filters. */
const formerSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    url: z.url({ protocol: /^https?$/ }),
    countries: filterSchema.shape.countries,
    exercises: z.boolean().default(false),
  })
  .meta({ deprecated: true, description: 'Deprecated: say `kind` and `filter`.' });

const params = z.object({ id: z.string().max(100) });
const tags = ['endpoints'];
const manage = { roles: ['operator'], scope: 'endpoints:manage' } as const;
const lookUpWithinMs = 10_000;

/** Embassies' systems, told by signed webhook, and their duty mailboxes. */
// oxlint-disable-next-line max-lines-per-function -- a list of routes
export function registerEndpoints(api: Api, needs: EndpointsNeeds): void {
  const { endpoints, checkEndpointUrl, publicUrl } = needs;
  const view = createEndpointView(publicUrl);

  api.get(
    '/endpoints',
    forCallers(
      { roles: anyRole, scope: 'endpoints:manage' },
      {
        tags,
        summary: 'Endpoints that are registered',
        description: 'An endpoint’s own token sees that one alone.',
        querystring: z.object(pageQuery(byName)),
        response: ok(z.object({ endpoints: z.array(endpointSchema), ...next })),
      },
    ),
    async (request, reply) => {
      const caller = callerOf(request);
      const all = (await endpoints.list()).filter((one) => isFor(request, one));
      const page = slicePage(reply, all, request.query);
      return { endpoints: page.entries.map((one) => view(one, caller)), next: page.next };
    },
  );

  api.post(
    '/endpoints',
    forCallers(manage, {
      tags,
      summary: 'Register an endpoint',
      description:
        'Its address must be https and public, unless the operator has opened its network. It is told nothing before it is verified.',
      body: z.union([newEndpointSchema, formerSchema]),
      response: created(withSecretSchema),
    }),
    async (request, reply) => {
      const caller = callerOf(request);
      if (caller.kind === 'partner' && caller.endpoint !== undefined) throw notOneself();
      const { body } = request;
      const fresh = 'kind' in body ? body : present(body);
      if (fresh.kind === 'webhook') await checkUrl(fresh.url, caller);
      const { endpoint, secret } = await endpoints.register(fresh, actorOf(request));
      if (!('kind' in body)) sayDeprecated(reply);
      return reply
        .code(201)
        .header('location', `/api/v1/endpoints/${endpoint.id}`)
        .send({ ...view(endpoint, caller), secret });
    },
  );

  api.get(
    '/endpoints/:id',
    forCallers(
      { roles: anyRole, scope: 'endpoints:manage' },
      { tags, summary: 'One endpoint', params, response: ok(endpointSchema) },
    ),
    async ({ caller, params: { id } }) => view(await found({ caller }, id), callerOf({ caller })),
  );

  api.patch(
    '/endpoints/:id',
    forCallers(manage, {
      tags,
      summary: 'Change what an endpoint is told, how and where',
      description:
        'Only what is named changes. A new address must be verified anew; one in a network of our own that was opened is set by an operator.',
      params,
      body: endpointChangeSchema,
      response: ok(endpointSchema),
    }),
    async ({ caller, params: { id }, body }) => {
      requireFitting(await found({ caller }, id), body);
      if (body.url !== undefined) await checkUrl(body.url, callerOf({ caller }));
      const changed = await endpoints.change(id, body, actorOf({ caller }));
      if (changed === undefined) throw missingEndpoint(id);
      return view(changed, callerOf({ caller }));
    },
  );

  api.delete(
    '/endpoints/:id',
    forCallers(manage, {
      tags,
      summary: 'Remove an endpoint for good',
      params,
      response: done(),
    }),
    async (request, reply) => {
      const { id } = request.params;
      requireOwn(request, id);
      if (!(await endpoints.remove(id, actorOf(request)))) throw missingEndpoint(id);
      return reply.code(204).send();
    },
  );

  registerEndpointMoves(api, { ...needs, found, view });

  async function checkUrl(url: string, caller: Caller): Promise<void> {
    const { inside } = await checkEndpointUrl(url, AbortSignal.timeout(lookUpWithinMs));
    if (inside && caller.kind !== 'officer') throw insideOurs();
  }

  async function found(request: Pick<FastifyRequest, 'caller'>, id: string): Promise<Endpoint> {
    requireOwn(request, id);
    const endpoint = await endpoints.find(id);
    if (endpoint === undefined) throw missingEndpoint(id);
    return endpoint;
  }
}

function isFor(request: Pick<FastifyRequest, 'caller'>, { id }: Endpoint): boolean {
  const caller = callerOf(request);
  return caller.kind === 'officer' || caller.endpoint === undefined || caller.endpoint === id;
}

function present({ name, url, countries, exercises }: z.infer<typeof formerSchema>) {
  const statuses = exercises ? ['actual', 'exercise', 'test'] : ['actual'];
  return newEndpointSchema.parse({
    kind: 'webhook',
    name,
    url,
    filter: { ...(countries && { countries }), statuses },
  });
}

/** What is changed is held against what stays as it was. */
function requireFitting(
  endpoint: Endpoint,
  { url, contacts, format = endpoint.format, filter = endpoint.filter }: EndpointChange,
): void {
  if (!isSayable({ format, filter }))
    throw new AppError(
      'INPUT_INVALID',
      'filter.types: expected types that can be said in CAP, or the format json: this endpoint would be told nothing',
    );
  if (endpoint.kind === 'webhook') return;
  if (url !== undefined)
    throw new AppError(
      'INPUT_INVALID',
      'url: expected none, for a duty mailbox has no address to be called at',
    );
  if (contacts?.length === 0)
    throw new AppError('INPUT_INVALID', 'contacts: expected the duty mailbox, arrived none');
}

function notOneself(): AppError {
  return new AppError(
    'FORBIDDEN',
    'Expected an operator, or a partner’s token with endpoints:manage, arrived an endpoint’s own token',
  );
}

/** Whoever has a mission's token must not have this service call what only the ministry's own network reaches. */
function insideOurs(): AppError {
  return new AppError(
    'FORBIDDEN',
    'url: expected a public address; one in the ministry’s own network is set by an operator',
  );
}
