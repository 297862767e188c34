import { z } from 'zod';

import { endpointScopes } from '#src/endpoints/partner.ts';
import type { Partner } from '#src/endpoints/partner.ts';
import { AppError } from '#src/errors.ts';

import { actorOf, callerOf, forCallers, requireOwn } from './access.ts';
import { created, done } from './answers.ts';
import type { Api } from './answers.ts';
import type { Caller } from './bearer.ts';
import { missingEndpoint } from './endpoint-view.ts';
import { byName, pageQuery, slicePage } from './paging.ts';
import {
  inDays,
  issuedSchema,
  missingToken,
  newTokenSchema,
  overlapSchema,
  shownToken,
  tokensSchema,
  tokenView,
} from './token-view.ts';
import type { PartnerTokensNeeds } from './token-view.ts';

const ofEndpoint = z.object({ id: z.string().max(100) });
const oneOfEndpoint = ofEndpoint.extend({ token: z.string().max(100) });
const manage = { roles: ['operator'], scope: 'endpoints:manage' } as const;
const tags = ['tokens'];

/** Tokens of an endpoint’s own system, which looks after them itself. */
export function registerEndpointTokens(api: Api, { partnerTokens, now }: PartnerTokensNeeds): void {
  api.get(
    '/endpoints/:id/tokens',
    forCallers(manage, {
      tags,
      summary: 'Tokens of an endpoint, without the tokens',
      params: ofEndpoint,
      querystring: z.object(pageQuery(byName)),
      response: tokensSchema,
    }),
    async (request, reply) => {
      requireOwn(request, request.params.id);
      const tokens = await partnerTokens.list(request.params.id);
      const page = slicePage(reply, tokens, request.query);
      return { tokens: page.entries.map(tokenView), next: page.next };
    },
  );

  api.post(
    '/endpoints/:id/tokens',
    forCallers(manage, {
      tags,
      summary: 'Make a token for an endpoint’s own system',
      description:
        'It sees and does what is that endpoint’s, and nothing of another. A token makes none that may do more than itself, or that lives longer; one that names no days lives as long.',
      params: ofEndpoint,
      body: newTokenSchema(endpointScopes),
      response: created(issuedSchema),
    }),
    async (request, reply) => {
      const { id: endpoint } = request.params;
      requireOwn(request, endpoint);
      const { days, ...rest } = request.body;
      const caller = callerOf(request);
      const expiresAt = inDays(days, now()) ?? endOf(caller);
      const fresh = { ...rest, endpoint, expiresAt };
      requireWithin(caller, fresh);
      const issued = await partnerTokens.issue(fresh, actorOf(request));
      if (issued === undefined) throw missingEndpoint(endpoint);
      return reply.code(201).send(shownToken(issued));
    },
  );

  registerEnds(api, partnerTokens);
}

function registerEnds(api: Api, partnerTokens: PartnerTokensNeeds['partnerTokens']): void {
  api.post(
    '/endpoints/:id/tokens/:token/rotate',
    forCallers(manage, {
      tags,
      summary: 'A new token in the place of one, which lives on for the overlap',
      params: oneOfEndpoint,
      body: overlapSchema,
      response: created(issuedSchema),
    }),
    async (request, reply) => {
      const { id: endpoint, token: id } = request.params;
      requireOwn(request, endpoint);
      const old = (await partnerTokens.list(endpoint)).find((token) => token.id === id);
      if (old === undefined) throw missingToken(id);
      requireWithin(callerOf(request), old);
      const which = { id, endpoint, ...request.body };
      const issued = await partnerTokens.rotate(which, actorOf(request));
      if (issued === undefined) throw missingToken(id);
      return reply.code(201).send(shownToken(issued));
    },
  );

  api.delete(
    '/endpoints/:id/tokens/:token',
    forCallers(manage, {
      tags,
      summary: 'Revoke a token of an endpoint at once',
      params: oneOfEndpoint,
      response: done(),
    }),
    async (request, reply) => {
      const { id: endpoint, token: id } = request.params;
      requireOwn(request, endpoint);
      if (!(await partnerTokens.revoke({ id, endpoint }, actorOf(request)))) throw missingToken(id);
      return reply.code(204).send();
    },
  );
}

function endOf(caller: Caller): Date | undefined {
  return caller.kind === 'partner' ? caller.expiresAt : undefined;
}

/** Else whoever holds a weak token, or one that is about to expire, helps themselves to a better one. Officers alone widen. */
function requireWithin(caller: Caller, wanted: Pick<Partner, 'scopes' | 'expiresAt'>): void {
  if (caller.kind === 'officer') return;
  const missing = wanted.scopes.filter((scope) => !caller.scopes.includes(scope));
  if (missing.length > 0)
    throw new AppError(
      'FORBIDDEN',
      `Expected scopes that your own token has (${caller.scopes.join(', ')}), arrived ${missing.join(', ')} too: an operator makes such a token`,
    );
  if (caller.expiresAt === undefined) return;
  if (wanted.expiresAt === undefined || wanted.expiresAt > caller.expiresAt)
    throw new AppError(
      'FORBIDDEN',
      `Expected a token that lives no longer than your own, until ${caller.expiresAt.toISOString()}, arrived one that lives ${wanted.expiresAt === undefined ? 'until it is revoked' : `until ${wanted.expiresAt.toISOString()}`}: an operator makes such a token`,
    );
}
