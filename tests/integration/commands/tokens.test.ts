import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expect, test } from 'vitest';
import { z } from 'zod';

import { createTestDatabase } from '#tests/support/database.ts';

const run = promisify(execFile);

test('the first token is made on the database itself, listed without itself, and revoked', async () => {
  await using database = await createTestDatabase();
  const token = async (...words: readonly string[]) => {
    // A URL of a unix socket has no host, which the schema of the environment asks for; the one in ?host= counts.
    const env = { DATABASE_URL: database.url.replace('@/', '@localhost/') };
    const { stdout } = await run(
      process.execPath,
      ['src/commands/advisory.ts', 'token', ...words],
      { env },
    );
    return stdout;
  };
  const made = z
    .object({ name: z.literal('Asha'), token: z.string().startsWith('cat_') })
    .parse(
      JSON.parse(await token('create', '--name', 'Asha', '--role', 'author, approver', '--json')),
    );
  const list = await token('list');
  expect(list).toMatch(/^[0-9a-f]{12} {2}Asha {2}author,approver/);
  expect(list).not.toContain(made.token);
  expect(await token('revoke', 'Asha')).toBe('Revoked 1.\n');
  await expect(token('revoke', 'Asha')).rejects.toMatchObject({
    stderr: expect.stringContaining('nothing was revoked'),
  });
  await expect(token('create', '--name', 'Asha', '--role', 'boss')).rejects.toMatchObject({
    stderr: expect.stringContaining(
      'Expected --name, --role (author, approver, operator, auditor), and',
    ),
  });
  const limited = ['--name', 'Ravi', '--role', 'author', '--countries', 'ML, NE', '--days', '90'];
  expect(await token('create', ...limited)).toMatch(
    /The token of Ravi \(author for ML, NE, until \d{4}-\d\d-\d\dT[\d:]+Z\)/,
  );
  expect(await token('list')).toMatch(/Ravi {2}author +ML,NE {2}\S+ {2}until \d{4}-/);
  await expect(
    token('create', '--name', 'Vera', '--role', 'approver', '--countries', 'ML'),
  ).rejects.toMatchObject({
    stderr: expect.stringContaining('expected countries with the role author alone'),
  });
});
