import { z } from 'zod';

import { readEnv } from '#config/env.ts';
import { table, timeOf } from '#src/commands/command-line.ts';
import { makeRecord } from '#src/commands/record.ts';
import { AppError } from '#src/errors.ts';
import { newOfficerSchema, roles } from '#src/officers/officer.ts';
import { createOfficers } from '#src/store/officers.ts';

import { requiredOption, wordOf } from './command.ts';
import type { Command, Variables } from './command.ts';

/** These work on the database itself: the first token cannot be asked for with a token. */
export const tokenCommands: readonly Command[] = [
  {
    name: 'token create',
    takes: [],
    does: 'make a token for an officer; it is shown once',
    options: {
      name: { value: 'NAME', says: 'who it is for; one person has one name', required: true },
      role: { value: 'ROLE[,ROLE]', says: roles.join(', '), required: true },
    },
    async run(call) {
      const officer = readOfficer(requiredOption(call, 'name'), requiredOption(call, 'role'));
      const token = await onTokens(call.variables, (tokens) => tokens.create(officer, operator));
      const text = `${token}\n\nThe token of ${officer.name} (${officer.roles.join(', ')}). It is not shown again. Use it as:\n  export ADVISORY_TOKEN=${token}`;
      return { json: { ...officer, token }, text };
    },
  },
  {
    name: 'token list',
    takes: [],
    does: 'show whose tokens there are, not the tokens',
    options: {},
    async run(call) {
      const tokens = await onTokens(call.variables, (officers) => officers.list());
      const rows = tokens.map(({ id, name, roles: held, createdAt, revokedAt }) => [
        id,
        name,
        held.join(','),
        timeOf(createdAt),
        revokedAt === undefined ? '' : `revoked ${timeOf(revokedAt)}`,
      ]);
      return { json: { tokens }, text: rows.length === 0 ? 'No tokens.' : table(rows) };
    },
  },
  {
    name: 'token revoke',
    takes: ['ID-OR-NAME'],
    does: 'revoke one token by the id that token list shows, or all of an officer',
    options: {},
    async run(call) {
      const who = wordOf(call, 0);
      const revoked = await onTokens(call.variables, (tokens) => tokens.revoke(who, operator));
      if (revoked > 0) return { json: { revoked }, text: `Revoked ${revoked}.` };
      throw new AppError(
        'NOT_FOUND',
        `Expected a token’s id or an officer’s name as token list shows it, arrived ${JSON.stringify(who)}: nothing was revoked`,
      );
    },
  },
];

/** Whoever reaches the database; the audit knows them by this. */
const operator = 'command line';

function readOfficer(name: string, list: string) {
  const officer = newOfficerSchema.safeParse({
    name,
    roles: list.split(',').map((role) => role.trim()),
  });
  if (officer.success) return officer.data;
  throw new AppError(
    'INPUT_INVALID',
    `Expected --name and --role (${roles.join(', ')})\n${z.prettifyError(officer.error)}`,
  );
}

async function onTokens<T>(
  variables: Variables,
  use: (tokens: ReturnType<typeof createOfficers>) => Promise<T>,
): Promise<T> {
  await using record = await makeRecord(readEnv(variables));
  return await use(createOfficers({ db: record.db })); // awaited here, or the database would be closed under it
}
