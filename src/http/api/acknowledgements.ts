import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

import type {
  Acknowledgements,
  Acknowledging,
  ListedAcknowledgement,
  SignedCall,
} from '#src/endpoints/acknowledgement.ts';
import { AppError } from '#src/errors.ts';
import { parseBody } from '#src/http/fault.ts';

import { callerOf, forCallers, forOfficers, forSigners, requireOwn } from './access.ts';
import { acknowledgementSchema, acknowledgementView } from './acknowledgement-view.ts';
import { notItsOwn, withoutOfficer } from './acknowledging-systems.ts';
import { anyRole, ok } from './answers.ts';
import type { Api } from './answers.ts';
import { next, oneMore, pageQuery, turnPage } from './paging.ts';
import { neverLimited } from './rate-limit.ts';

export interface AcknowledgementsNeeds {
  readonly acknowledgements: Pick<Acknowledgements, 'list' | 'acknowledge'>;
  readonly isSignedBy: (endpoint: string, call: SignedCall) => Promise<boolean>;
}

const bodySchema = z.strictObject({
  by: z.string().trim().min(1).max(200).optional().describe('who has it, in your own words'),
  note: z.string().trim().min(1).max(1000).optional(),
});
/** It is parsed in the handler, for a signature is over its bytes; documented here. */
const { $schema: _dialect, ...documented } = z.toJSONSchema(bodySchema);

const id = z.string().max(100);
const place = z.object({ event: z.int().positive(), endpoint: z.int().positive() });
const listed = ok(z.object({ acknowledgements: z.array(acknowledgementSchema), ...next }));
const tags = ['acknowledgements'];

/** W9: what missions have acknowledged, and what not. Expects a scope of its own: bodies are read as bytes here. */
export function registerAcknowledgements(api: Api, needs: AcknowledgementsNeeds): void {
  api.removeContentTypeParser('application/json');
  api.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );

  api.post(
    '/events/:id/acknowledgement',
    neverLimited(
      forSigners(
        { roles: ['operator', 'author', 'approver'], scope: 'acknowledgements:write' },
        {
          tags,
          summary: 'Say that an endpoint has what it was told',
          description:
            'The first answer counts; a later one is told of it. An endpoint’s own token, or a call that the endpoint signs, acknowledges for that endpoint; officers acknowledge for a mission that has told them by telephone.',
          params: z.object({ id }),
          querystring: z.object({
            endpoint: id.optional().describe('whose; needless with the endpoint’s own token'),
          }),
          body: z.unknown().meta(documented),
          response: ok(acknowledgementSchema),
        },
      ),
    ),
    async (request) => {
      const who = await whoAcknowledges(needs, request, {
        event: request.params.id,
        endpoint: request.query.endpoint,
      });
      const { by, note } = parseBody(bodySchema, readJson(request.body));
      const given = { ...who, event: request.params.id, by, note };
      const acknowledgement = await needs.acknowledgements.acknowledge(given);
      if (acknowledgement !== undefined) return acknowledgementView(acknowledgement);
      throw new AppError(
        'NOT_FOUND',
        `Expected an event that endpoint ${who.endpoint} was asked to acknowledge, arrived ${request.params.id}`,
      );
    },
  );

  registerLists(api, needs);
}

function registerLists(api: Api, { acknowledgements }: AcknowledgementsNeeds): void {
  const query = pageQuery(place);
  api.get(
    '/acknowledgements',
    forOfficers(anyRole, {
      tags,
      summary: 'What missions were asked to acknowledge, the newest first',
      querystring: z.object({
        ...query,
        open: z.stringbool().default(false).describe('only what nobody has answered yet'),
      }),
      response: listed,
    }),
    async ({ query: { open: isOpen, ...asked } }, reply) =>
      page(reply, await acknowledgements.list({ ...oneMore(asked), isOpen }), asked.limit),
  );

  api.get(
    '/endpoints/:id/acknowledgements',
    forCallers(
      { roles: anyRole, scope: 'events:read' },
      {
        tags,
        summary: 'What an endpoint was asked to acknowledge, the newest first',
        params: z.object({ id }),
        querystring: z.object(query),
        response: listed,
      },
    ),
    async (request, reply) => {
      const { id: endpoint } = request.params;
      requireOwn(request, endpoint);
      const wanted = { ...oneMore(request.query), endpoint, isOpen: false };
      const found = page(reply, await acknowledgements.list(wanted), request.query.limit);
      if (callerOf(request).kind === 'officer') return found;
      return {
        ...found,
        acknowledgements: found.acknowledgements.map(({ trail, ...rest }) => ({
          ...rest,
          trail: trail.map((step) => withoutOfficer(step)),
        })),
      };
    },
  );
}

type Who = Pick<Acknowledging, 'endpoint' | 'means' | 'officer'>;

async function whoAcknowledges(
  { isSignedBy }: AcknowledgementsNeeds,
  request: FastifyRequest,
  { event, endpoint: named }: { readonly event: string; readonly endpoint: string | undefined },
): Promise<Who> {
  if (request.caller === undefined) {
    const endpoint = required(named);
    const call = { headers: signatureIn(request), body: bytesOf(request.body) };
    // The id is signed and the address is not: of one event a signature says nothing about another.
    const isOfEvent = call.headers['webhook-id'] === event;
    if (isOfEvent && (await isSignedBy(endpoint, call))) return { endpoint, means: 'call' };
    throw new AppError(
      'UNAUTHENTICATED',
      'Expected a signature by a key of the endpoint over this body, made in the last five minutes, with the event’s id as webhook-id; arrived another one',
    );
  }
  const caller = callerOf(request);
  if (caller.kind === 'officer')
    return { endpoint: required(named), means: 'officer', officer: caller.officer.name };
  // In the mission's name speaks the mission alone, not whoever may see what all missions are told.
  if (caller.endpoint === undefined) throw notItsOwn();
  const endpoint = named ?? caller.endpoint;
  requireOwn(request, endpoint);
  return { endpoint, means: 'call' };
}

function required(endpoint: string | undefined): string {
  if (endpoint !== undefined) return endpoint;
  throw new AppError('INPUT_INVALID', 'Expected ?endpoint=ep_… that says whose it is, found none');
}

function signatureIn({ headers }: FastifyRequest): SignedCall['headers'] {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  return Object.fromEntries(names.map((name) => [name, headers[name]?.toString()]));
}

function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** Nothing at all is an answer too. */
function readJson(body: unknown): unknown {
  const text = bytesOf(body).toString('utf8').trim();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AppError('INPUT_INVALID', 'Expected a body in JSON, such as {"by":"duty desk"}', {
      cause,
    });
  }
}

function page(reply: FastifyReply, found: readonly ListedAcknowledgement[], limit: number) {
  const turned = turnPage(reply, found, { limit, keyOf });
  const acknowledgements = turned.entries.map(({ acknowledgement }) =>
    acknowledgementView(acknowledgement),
  );
  return { acknowledgements, next: turned.next };
}

function keyOf({ event, endpoint }: ListedAcknowledgement) {
  return { event, endpoint };
}
