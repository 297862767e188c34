import { table, timeOf } from '#src/commands/command-line.ts';
import { AppError } from '#src/errors.ts';

import type { Command } from './command.ts';
import { auditSchema, verdictSchema } from './shapes.ts';

export const auditCommands: readonly Command[] = [
  {
    name: 'audit list',
    takes: [],
    does: 'show who did what, newest first',
    options: { limit: { value: 'N', says: 'how many, 100 unless said' } },
    async run({ client, option, signal }) {
      const json = await client.get(
        `/audit?limit=${encodeURIComponent(option('limit') ?? '100')}`,
        signal,
      );
      const rows = auditSchema
        .parse(json)
        .entries.map(({ at, officer, action, subject }) => [timeOf(at), officer, action, subject]);
      return { json, text: rows.length === 0 ? 'No entries.' : table(rows) };
    },
  },
  {
    name: 'audit verify',
    takes: [],
    does: 'prove that no entry was changed',
    options: {},
    async run({ client, signal }) {
      const json = await client.get('/audit/verification', signal);
      const verdict = verdictSchema.parse(json);
      if (verdict.kind === 'intact')
        return {
          json,
          text: `${verdict.entries} entries, each follows from the one before. Note the head elsewhere: ${verdict.head}`,
        };
      throw new AppError(
        'SERVICE_UNSAFE',
        `Entry ${verdict.id} does not follow from the ${verdict.entries} before it: the audit log was altered`,
      );
    },
  },
];
