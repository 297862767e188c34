import { z } from 'zod';

import { readEnv } from '#config/env.ts';
import { table, timeOf } from '#src/commands/command-line.ts';
import { makeRecord } from '#src/commands/record.ts';
import { AppError } from '#src/errors.ts';
import { newOfficerSchema, roles } from '#src/officers/officer.ts';
import { createOfficers } from '#src/store/officers.ts';

import { requiredOption, wordOf } from './command.ts';
import type { Call, Command, Variables } from './command.ts';

/** These work on the database itself: the first token cannot be asked for with a token. */
export const tokenCommands: readonly Command[] = [
  {
    name: 'token create',
    takes: [],
    does: 'make a token for an officer; it is shown once',
    options: {
      name: { value: 'NAME', says: 'who it is for; one person has one name', required: true },
      role: { value: 'ROLE[,ROLE]', says: roles.join(', '), required: true },
      countries: { value: 'ML[,SN]', says: 'an author who writes for these alone' },
      days: { value: 'N', says: 'it expires after so many days; never unless said' },
    },
    async run(call) {
      const officer = readOfficer(call);
      const token = await onTokens(call.variables, (tokens) => tokens.create(officer, operator));
      const text = `${token}\n\nThe token of ${describe(officer)}. It is not shown again. Use it as:\n  export ADVISORY_TOKEN=${token}`;
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
      const rows = tokens.map(({ id, name, roles: held, countries, createdAt, ...rest }) => [
        id,
        name,
        held.join(','),
        countries?.join(',') ?? '',
        timeOf(createdAt),
        endOf(rest),
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

const fromWords = newOfficerSchema.and(
  z.object({ days: z.coerce.number().int().min(1).max(3_650).optional() }),
);

function readOfficer(call: Call) {
  const officer = fromWords.safeParse({
    name: requiredOption(call, 'name'),
    roles: wordsIn(requiredOption(call, 'role')),
    countries: wordsIn(call.option('countries')),
    days: call.option('days'),
  });
  if (!officer.success)
    throw new AppError(
      'INPUT_INVALID',
      `Expected --name, --role (${roles.join(', ')}), and of --countries and --days what --help says\n${z.prettifyError(officer.error)}`,
    );
  const { days, ...rest } = officer.data;
  return { ...rest, ...(days !== undefined && { expiresAt: inDays(days) }) };
}

function wordsIn(list: string | undefined): readonly string[] | undefined {
  return list?.split(',').map((word) => word.trim());
}

function inDays(days: number): Date {
  return new Date(Date.now() + days * 86_400_000);
}

function describe({ name, roles: held, countries, expiresAt }: ReturnType<typeof readOfficer>) {
  const where = countries === undefined ? '' : ` for ${countries.join(', ')}`;
  const until = expiresAt === undefined ? '' : `, until ${timeOf(expiresAt)}`;
  return `${name} (${held.join(', ')}${where}${until})`;
}

function endOf({
  revokedAt,
  expiresAt,
}: {
  revokedAt: Date | undefined;
  expiresAt: Date | undefined;
}) {
  if (revokedAt !== undefined) return `revoked ${timeOf(revokedAt)}`;
  return expiresAt === undefined ? '' : `until ${timeOf(expiresAt)}`;
}

async function onTokens<T>(
  variables: Variables,
  use: (tokens: ReturnType<typeof createOfficers>) => Promise<T>,
): Promise<T> {
  await using record = await makeRecord(readEnv(variables));
  return await use(createOfficers({ db: record.db })); // awaited here, or the database would be closed under it
}
