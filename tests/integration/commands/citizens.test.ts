import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';

import { createAuditLog } from '#src/store/audit.ts';
import { createDatabase } from '#src/store/database.ts';
import { createInbox } from '#src/store/received.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { aLetterWithPicture } from '#tests/support/notices.ts';
import { openOffice } from '#tests/support/office.ts';

import { openMachine } from './type-command.ts';

const run = promisify(execFile);

test('S5 · an operator throws the crisis switch at the command line, sees it, and throws it back', async () => {
  await using office = await openOffice();
  const url = await office.server.listen({ host: '127.0.0.1', port: 0 });
  const ADVISORY_TOKEN = await office.tokenOf('Ravi', 'operator');
  const type = async (...words: readonly string[]) =>
    run(process.execPath, ['src/commands/citizens.ts', 'crisis', ...words], {
      env: { PUBLIC_URL: url, ADVISORY_TOKEN },
    });
  await expect(type('on')).rejects.toMatchObject({ stderr: expect.stringContaining('--reason') });
  const on = await type('on', '--reason', 'Everybody signs up', '--factor', '30', '--hours', '2');
  expect(on.stdout).toMatch(/30 times wider until .*, by Ravi: Everybody signs up/);
  expect(JSON.parse((await type('status', '--json')).stdout)).toMatchObject({ factor: 30 });
  expect((await type('off')).stdout).toContain('as usual');
});

test('S6 · an address is opened for a person only with a name and a reason, and that stands in the audit log', async () => {
  await using machine = await openMachine();
  await using db = createDatabase({ url: machine.databaseUrl, log: pino({ level: 'silent' }) });
  await addCitizens({ db, keyring: aKeyring() }, { count: 1 });
  const read = (...words: readonly string[]) => machine.type('citizens', 'address', ...words);
  expect(await read('1')).toMatchObject({ code: 1, err: expect.stringContaining('--reason') });
  const why = ['--by', 'Asha', '--reason', 'A letter of 3 July'];
  expect(await read('1', ...why)).toMatchObject({ code: 0, out: 'citizen-0@example.org\n' });
  expect(await read('2', ...why)).toMatchObject({ code: 1 });
  expect(await read('1', '--by', 'Asha', '--reason', 'wrote a@b.org')).toMatchObject({ code: 1 });
  const entries = await createAuditLog({ db }).list({ limit: 10 });
  expect(entries).toMatchObject([
    { action: 'address.read', subject: 'address:2', detail: { found: false } },
    {
      action: 'address.read',
      subject: 'address:1',
      officer: 'command line: Asha',
      detail: { reason: 'A letter of 3 July' },
    },
  ]);
  expect(await createAuditLog({ db }).verify()).toMatchObject({ kind: 'intact', entries: 2 });
});

test(
  'what people wrote while nobody is on duty is one FAIL of doctor, by numbers that answer takes',
  { timeout: 180_000 },
  async () => {
    await using machine = await openMachine();
    await using db = createDatabase({ url: machine.databaseUrl, log: pino({ level: 'silent' }) });
    const inbox = createInbox({ db, keyring: aKeyring() });
    const to = 'postmaster@bounce.alerts.example';
    const answers = async (environment: Readonly<Record<string, string>>) =>
      (await machine.typeIn(environment, 'doctor')).out.match(/^\w+ {2}answers .*$/gm);
    const write = async (words: string) => {
      const raw = Buffer.from(words);
      await inbox.keep([{ from: 'asha@example.org', to, raw, cameTo: 'answer' }]);
      await sql`update received set judged_at = now(), verdict = 'answer', received_at = now() - interval '7 minutes'`.execute(
        db,
      );
    };
    await write('Help');
    expect(await answers({})).toEqual([
      expect.stringMatching(
        /^FAIL .* 1 message from people waits, the oldest for 7 min.*nobody is told\. Set DUTY_ADDRESS.*npm run citizens -- answer ID \(see its --help\): ID 1$/,
      ),
    ]);
    await write('We are two');
    expect(await answers({})).toEqual([
      expect.stringMatching(/^FAIL .* 2 messages from people wait, .*: ID 1, 2$/),
    ]);
    const out = join(machine.folder, 'answer.eml');
    const why = ['--by', 'Asha', '--reason', 'Nobody is on duty'];
    expect(await machine.type('citizens', 'answer', '2', '--out', out, ...why)).toMatchObject({
      code: 0,
    });
    expect(await readFile(out, 'utf8')).toBe('We are two');
    expect(await answers({ DUTY_ADDRESS: 'duty@example.org' })).toEqual([
      expect.stringMatching(/^PASS /),
      expect.stringMatching(/^FAIL .*Does the relay take mail for DUTY_ADDRESS\?$/),
    ]);
  },
);

test('S6 · what a person wrote is taken out whole, once, into a file of its owner, and that stands in the audit log', async () => {
  await using machine = await openMachine();
  await using db = createDatabase({ url: machine.databaseUrl, log: pino({ level: 'silent' }) });
  const raw = Buffer.from(aLetterWithPicture(2_000));
  const arrived = { from: 'asha@example.org', to: 'postmaster@bounce.alerts.example', raw };
  await createInbox({ db, keyring: aKeyring() }).keep([{ ...arrived, cameTo: 'answer' }]);
  await sql`update received set judged_at = now(), verdict = 'answer'`.execute(db);
  const out = join(machine.folder, 'answer.eml');
  const take = (id: string, ...words: readonly string[]) =>
    machine.type('citizens', 'answer', id, '--out', out, ...words);
  expect(await take('1')).toMatchObject({ code: 1, err: expect.stringContaining('--by') });
  const why = ['--by', 'Asha', '--reason', 'Pictures were too large'];
  expect(await take('2', ...why)).toMatchObject({
    code: 1,
    err: expect.stringContaining('no answer 2'),
  });
  expect(await take('1', ...why)).toMatchObject({ code: 0 });
  expect((await readFile(out)).equals(raw)).toBe(true);
  expect((await stat(out)).mode & 0o777).toBe(0o600);
  expect(await take('1', ...why)).toMatchObject({ code: 1 });
  expect(await createAuditLog({ db }).list({ limit: 10 })).toMatchObject([
    {
      action: 'answer.read',
      subject: 'received:1',
      officer: 'command line: Asha',
      detail: { reason: 'Pictures were too large', found: true },
    },
    { action: 'answer.read', subject: 'received:2', detail: { found: false } },
  ]);
});
