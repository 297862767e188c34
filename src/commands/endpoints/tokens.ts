import { requiredOption, wordOf } from '#src/commands/advisory/command.ts';
import type { Call, Command } from '#src/commands/advisory/command.ts';
import { table, timeOf } from '#src/commands/command-line.ts';
import { endpointScopes } from '#src/endpoints/partner.ts';

import { listIn, numberIn, pathOf } from './manage.ts';
import { issuedToken, tokensPage } from './shapes.ts';

export const tokenCommands: readonly Command[] = [
  {
    name: 'tokens create',
    takes: ['ID'],
    does: 'make a token for its own system; it is shown once',
    options: {
      name: { value: 'NAME', says: 'what it is for', required: true },
      scopes: { value: 'SCOPE[,…]', says: `all unless said: ${endpointScopes.join(', ')}` },
      days: { value: 'N', says: 'it expires after so many days' },
    },
    async run(call) {
      const body = {
        name: requiredOption(call, 'name'),
        scopes: listIn(call.option('scopes')) ?? endpointScopes,
        days: numberIn(call, 'days'),
      };
      return issued(await call.client.post(pathOf(call, '/tokens'), body, call.signal));
    },
  },
  {
    name: 'tokens list',
    takes: ['ID'],
    does: 'show its tokens, not the tokens themselves',
    options: {},
    async run(call) {
      const json = await call.client.get(pathOf(call, '/tokens'), call.signal);
      const rows = tokensPage
        .parse(json)
        .tokens.map(({ id, name, scopes, expiresAt, revokedAt }) => [
          id,
          name,
          scopes.join(','),
          revokedAt === undefined ? timeOf(expiresAt) : `revoked ${timeOf(revokedAt)}`,
        ]);
      return { json, text: rows.length === 0 ? 'No tokens.' : table(rows) };
    },
  },
  {
    name: 'tokens rotate',
    takes: ['ID', 'TOKEN-ID'],
    does: 'a new one in the place of one, which lives on for a while',
    options: { hours: { value: 'N', says: 'how long it lives on (24)' } },
    async run(call) {
      const body = { overlapHours: numberIn(call, 'hours') };
      return issued(await call.client.post(tokenPath(call, '/rotate'), body, call.signal));
    },
  },
  {
    name: 'tokens revoke',
    takes: ['ID', 'TOKEN-ID'],
    does: 'end one at once',
    options: {},
    async run(call) {
      await call.client.remove(tokenPath(call), call.signal);
      const revoked = wordOf(call, 1);
      return { json: { revoked }, text: `${revoked} is revoked.` };
    },
  },
];

function tokenPath(call: Call, below = ''): string {
  return pathOf(call, `/tokens/${encodeURIComponent(wordOf(call, 1))}${below}`);
}

function issued(json: unknown) {
  const { token, name, scopes } = issuedToken.parse(json);
  return {
    json,
    text: `${token}\n\nThe token of ${name} (${scopes.join(', ')}). It is not shown again.`,
  };
}
