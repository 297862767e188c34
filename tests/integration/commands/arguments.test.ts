import { spawnSync } from 'node:child_process';
import { appendFile, cp } from 'node:fs/promises';
import { join } from 'node:path';

import { Client } from 'pg';
import { describe, expect, test } from 'vitest';

import { compiled } from '#tests/support/compiled.ts';

import { openMachine } from './type-command.ts';

/** In an environment in which none of them could begin. */
function type(file: string, ...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...words], {
    env: { PATH: '/usr/bin:/bin', ...compiled, PORT: 'none' },
    encoding: 'utf8',
  });
  return { code: status, out: stdout, err: stderr };
}

const processes = [
  ['src/start.ts', 'npm start'],
  ['src/main.ts', 'npm run web'],
  ['workers/main.ts', 'npm run workers'],
  ['src/commands/migrate.ts', 'npm run migrate'],
] as const;

describe('a process that is asked how it is used', () => {
  test.each(processes)('%s tells and begins nothing', (file, name) => {
    for (const word of ['--help', '-h']) {
      expect(type(file, word)).toEqual({
        code: 0,
        out: expect.stringMatching(`^Usage: ${name}`),
        err: '',
      });
    }
  });

  test.each(processes)('%s refuses what it does not know in one line', (file) => {
    expect(type(file, '--hlep')).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^Expected .* arrived "--hlep". See --help \(INPUT_INVALID\)\n$/),
    });
  });

  test('the workers refuse a queue that is not there', () => {
    expect(type('workers/main.ts', 'mails').err).toMatch(/^No queue is called mails: expected .*/);
  });
});

test('an operator who migrates is told what was applied, once', async () => {
  await using machine = await openMachine();
  await empty(machine.databaseUrl);
  expect((await machine.type('migrate')).out).toMatch(/^Applied 0001-initial\.sql.*\.\n$/);
  expect((await machine.type('migrate')).out).toBe('The database is up to date.\n');
});

test.each(['../main', '../../workers/main'])(
  '%s does not begin with a template that cannot be rendered, and says where it is wrong',
  async (door) => {
    await using machine = await openMachine();
    const templates = join(machine.folder, 'templates');
    await cp('templates', templates, { recursive: true });
    await appendFile(join(templates, 'email/digest.liquid'), '{{ mail.nobodyKnows }}');
    const { code, err } = await machine.typeIn({ TEMPLATES_DIR: templates }, door);
    expect(code).toBe(1);
    expect(err).toMatch(/digest\.liquid:\d+: .*nobodyKnows.*TEMPLATE_INVALID/);
  },
);

async function empty(databaseUrl: string): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  await client.query('drop schema public cascade');
  await client.query('create schema public');
  await client.end();
}
