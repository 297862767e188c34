import { z } from 'zod';

import { scopes } from '#src/endpoints/partner.ts';

import { forOfficers, officerOf } from './access.ts';
import { created, done } from './answers.ts';
import type { Api } from './answers.ts';
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

const onePartner = z.object({ token: z.string().max(100) });
const tags = ['tokens'];

/** Tokens of partners’ systems. */
export function registerPartnerTokens(api: Api, { partnerTokens, now }: PartnerTokensNeeds): void {
  api.get(
    '/partner-tokens',
    forOfficers(['operator', 'auditor'], {
      tags,
      summary: 'Whose tokens there are, without the tokens',
      querystring: z.object(pageQuery(byName)),
      response: tokensSchema,
    }),
    async (request, reply) => {
      const page = slicePage(reply, await partnerTokens.list(), request.query);
      return { tokens: page.entries.map(tokenView), next: page.next };
    },
  );

  api.post(
    '/partner-tokens',
    forOfficers(['operator'], {
      tags,
      summary: 'Make a token for a partner’s system',
      body: newTokenSchema(scopes),
      response: created(issuedSchema),
    }),
    async (request, reply) => {
      const { days, ...rest } = request.body;
      const fresh = { ...rest, endpoint: undefined, expiresAt: inDays(days, now()) };
      const issued = await partnerTokens.issue(fresh, officerOf(request).name);
      if (issued === undefined) throw new Error('expected a partner’s token to be of no endpoint');
      return reply.code(201).send(shownToken(issued));
    },
  );

  registerEnds(api, partnerTokens);
}

function registerEnds(api: Api, partnerTokens: PartnerTokensNeeds['partnerTokens']): void {
  api.post(
    '/partner-tokens/:token/rotate',
    forOfficers(['operator'], {
      tags,
      summary: 'A new token in the place of one, which lives on for the overlap',
      params: onePartner,
      body: overlapSchema,
      response: created(issuedSchema),
    }),
    async (request, reply) => {
      const which = { id: request.params.token, endpoint: undefined };
      const by = officerOf(request).name;
      const issued = await partnerTokens.rotate({ ...which, ...request.body }, by);
      if (issued === undefined) throw missingToken(which.id);
      return reply.code(201).send(shownToken(issued));
    },
  );

  api.delete(
    '/partner-tokens/:token',
    forOfficers(['operator'], {
      tags,
      summary: 'Revoke a token at once',
      params: onePartner,
      response: done(),
    }),
    async (request, reply) => {
      const which = { id: request.params.token, endpoint: undefined };
      if (!(await partnerTokens.revoke(which, officerOf(request).name)))
        throw missingToken(which.id);
      return reply.code(204).send();
    },
  );
}
