import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { sql } from 'kysely';
import { describe, expect, inject, test, vi } from 'vitest';
import { z } from 'zod';

import { createKeyFile } from '#src/keyring/key-file.ts';
import type { Officer } from '#src/officers/officer.ts';
import { seedMissions } from '#src/store/missions.ts';
import { aMission } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { publish } from '#tests/support/publishing.ts';
import { startService } from '#tests/support/service.ts';
import { startSmtpSink } from '#tests/support/smtp-sink.ts';

import { openMachine } from './type-command.ts';

const examinationSchema = z.object({
  ok: z.boolean(),
  findings: z.array(
    z.object({ verdict: z.enum(['PASS', 'FAIL', 'NOTE']), about: z.string(), says: z.string() }),
  ),
});

test('a machine whose parts are all fit has no FAIL, and its relay is greeted without a mail', async () => {
  await using machine = await openMachine();
  await using relay = await startSmtpSink();
  await using door = await startSmtpSink();
  const parts = {
    REDIS_URL: inject('redisUrl'),
    SMTP_URL: relay.url,
    PUBLIC_URL: 'https://alerts.example',
    RECIPIENT_ALLOWLIST: '*',
    INBOUND_PORT: new URL(door.url).port,
    DUTY_ADDRESS: 'duty@example.org',
  };
  const { code, out } = await machine.typeIn(parts, 'doctor', '--json');
  const { ok, findings } = examinationSchema.parse(JSON.parse(out));
  expect(findings.filter(({ verdict }) => verdict === 'FAIL')).toEqual([]);
  expect({ code, ok }).toEqual({ code: 0, ok: true });
  const passed = findings.filter(({ verdict }) => verdict === 'PASS').map(({ about }) => about);
  for (const about of ['database', 'migrations', 'queue', 'relay', 'templates', 'key file', 'disk'])
    expect(passed).toContain(about);
  expect(relay.messages).toEqual([]);
  expect(out).toContain('backed up');
});

test('numbers that nobody dials, and changes that wait for a second officer, are told and are no FAIL', async () => {
  await using machine = await openMachine();
  await using service = await startService({ databaseUrl: machine.databaseUrl });
  const { db, directory } = service.app;
  await seedMissions(db, [aMission()]);
  const asha: Officer = { name: 'Asha', roles: ['author'] };
  const old = await machine.type('doctor');
  expect(old.out).toMatch(/^NOTE {2}missions .*in-embassy-bamako .*mission dialled ID$/m);
  await directory.dialled(asha, 'in-embassy-bamako');
  const mission = aMission({ hours: '10:00–16:00' });
  await directory.propose(asha, { kind: 'put', mission, reason: 'new hours' });
  const { out } = await machine.type('doctor');
  expect(out).toMatch(/^PASS {2}missions /m);
  expect(out).toMatch(/^NOTE {2}missions .*second officer \(1\)/m);
  expect(out).not.toMatch(/^FAIL {2}missions/m);
});

describe('each fault is one FAIL that says what to do, and the exit code is 1', () => {
  const faults = [
    [
      'Q11 · a database that may lose rows',
      { UNSAFE_SERVICES: '' },
      /^FAIL {2}durability .*switch fsync and synchronous_commit on/m,
    ],
    [
      'no database',
      { DATABASE_URL: 'postgres://it:secret@127.0.0.1:1/x' },
      /^FAIL {2}database .*ECONNREFUSED.*DATABASE_URL/m,
    ],
    [
      'no Redis',
      { REDIS_URL: 'redis://127.0.0.1:1', UNSAFE_SERVICES: '' },
      /^FAIL {2}queue .*REDIS_URL/m,
    ],
    [
      'a relay that is not there',
      { SMTP_URL: 'smtp://it:secret@127.0.0.1:1' },
      /^FAIL {2}relay .*127\.0\.0\.1:1: connection-refused/m,
    ],
    [
      'a real relay under the example’s name',
      { SMTP_URL: 'smtp://relay.invalid' },
      /^FAIL {2}issuer .*set the issuer/m,
    ],
    [
      'nobody who may be mailed',
      { SMTP_URL: 'smtp://127.0.0.1:1' },
      /^FAIL {2}recipients .*RECIPIENT_ALLOWLIST/m,
    ],
    [
      'officers on duty whom no mail reaches',
      { SMTP_URL: 'smtp://127.0.0.1:1', DUTY_ADDRESS: 'duty@staff.example' },
      /^FAIL {2}duty .*RECIPIENT_ALLOWLIST/m,
    ],
    ['no templates', { TEMPLATES_DIR: '/nowhere' }, /^FAIL {2}templates /m],
    [
      'no key file',
      { KEY_FILE: '/nowhere/keys.json' },
      /^FAIL {2}key file .*npm run keys -- create/m,
    ],
  ] as const satisfies readonly (readonly [string, Record<string, string>, RegExp])[];

  test.for(faults)('%s', async ([, changes, expected]) => {
    await using machine = await openMachine();
    const { code, out } = await machine.typeIn(changes, 'doctor');
    expect(out).toMatch(expected);
    expect(code).toBe(1);
    expect(out).not.toContain('secret');
  });

  test('a key file that others may read', async () => {
    await using machine = await openMachine();
    await chmod(machine.keyPath, 0o644);
    const { code, out } = await machine.type('doctor');
    expect(out).toMatch(/^FAIL {2}key file .*expected mode 600, got 644.*chmod 600/m);
    expect(code).toBe(1);
  });

  test('a key file that did not encrypt this database', async () => {
    await using machine = await openMachine();
    await using service = await startService({ databaseUrl: machine.databaseUrl });
    await addCitizens(service.app, { count: 1 });
    const other = join(machine.folder, 'other.json');
    await createKeyFile(other);
    const { code, out } = await machine.typeIn({ KEY_FILE: other }, 'doctor');
    expect(out).toMatch(/^FAIL {2}key file .*another key file/m);
    expect(code).toBe(1);
  });

  test('a digest whose morning came and that no worker began, named by its day', async () => {
    await using machine = await openMachine();
    await using service = await startService({ databaseUrl: machine.databaseUrl });
    const wish = aWish({ rhythm: { every: 'day', timeZone: 'Asia/Kolkata' } });
    await addCitizens(service.app, { count: 1, wish });
    const early = await machine.type('doctor');
    expect(early.out).not.toMatch(/ digests /);
    await sql`update subscriptions set valid_from = now() - interval '3 days'`.execute(
      service.app.db,
    );
    const { code, out } = await machine.type('doctor');
    expect(out).toMatch(/^FAIL {2}digests .*daily digest of \d{4}-\d\d-\d\d .*do workers run\?/m);
    expect(code).toBe(1);
  });

  test('a database that lacks a migration is not migrated by looking at it', async () => {
    await using machine = await openMachine();
    await using service = await startService({ databaseUrl: machine.databaseUrl });
    await sql`delete from migrations`.execute(service.app.db);
    const { code, out } = await machine.type('doctor');
    expect(out).toMatch(/^FAIL {2}migrations .*npm run migrate/m);
    expect(code).toBe(1);
    const { rows } = await sql`select from migrations`.execute(service.app.db);
    expect(rows).toEqual([]);
  });
});

describe('the record', () => {
  test('Q1 · a delivery that is missing is found, and the exit code is 1', async () => {
    await using machine = await openMachine();
    await using service = await startService({ databaseUrl: machine.databaseUrl });
    const { app } = service;
    await addCitizens(app, { count: 5 });
    await using _workers = service.work();
    const { publicationId } = await publish(app);
    await vi.waitFor(
      async () => expect((await app.publications.find(publicationId))?.state).toBe('done'),
      { timeout: 20_000, interval: 50 },
    );
    expect(await machine.type('doctor', 'invariants')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^PASS .*1 publication with 5 mails/),
    });
    await sql`delete from deliveries where publication_id = ${publicationId} and recipient_id = 3`.execute(
      app.db,
    );
    const { code, out } = await machine.type('doctor', 'invariants');
    expect(out).toMatch(new RegExp(`^FAIL .*publication ${publicationId}: 1 .*\\(forgotten\\)`));
    expect(code).toBe(1);
  });

  test('an audit entry that was altered is found by its number, and an untouched log has a head', async () => {
    await using machine = await openMachine();
    await using service = await startService({ databaseUrl: machine.databaseUrl });
    const { officers, db } = service.app;
    for (const name of ['Asha', 'Bineta', 'Chen'])
      await officers.create({ name, roles: ['author'] }, 'a test');
    const intact = await machine.type('doctor', 'audit', '--json');
    expect(JSON.parse(intact.out)).toMatchObject({
      ok: true,
      entries: 3,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await sql`update audit set detail = '{"roles": ["operator"]}' where id = 2`.execute(db);
    const { code, out } = await machine.type('doctor', 'audit');
    expect(out).toMatch(/^FAIL {2}audit .*entry 2 /);
    expect(code).toBe(1);
  });
});

test('E5: doctor domain asks the DNS, names what it could not ask, and is no success without an answer', async () => {
  await using machine = await openMachine();
  const { code, out } = await machine.type('doctor', 'domain', '--dns', '127.0.0.1');
  expect(code).toBe(1);
  expect(out).toMatch(/^FAIL {2}dns .*could not ask/m);
  expect(out).toMatch(/^FAIL {2}spf .*could not ask/m);
  for (const provider of ['gmail', 'yahoo', 'outlook'])
    expect(out).toMatch(new RegExp(`^FAIL {2}${provider} `, 'm'));
  const misused = await machine.type('doctor', 'domain', '--ip', 'mail.example.org');
  expect(misused.err).toContain('Expected an IP address, got mail.example.org');
});

test('what the doctor does not understand is answered with where to look', async () => {
  await using machine = await openMachine();
  expect(await machine.type('doctor', 'everything')).toMatchObject({
    code: 1,
    err: expect.stringMatching(
      /expected invariants, audit, domain or nothing, got everything[^]*--help/i,
    ),
  });
  await writeFile(machine.keyPath, 'damaged');
  const { err } = await machine.type('doctor', 'invariants');
  expect(err).toContain('restore it from its backup');
});
