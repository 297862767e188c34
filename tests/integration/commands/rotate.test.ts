import { readFile, writeFile } from 'node:fs/promises';

import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';

import { startAnnouncingKeys } from '#src/announcing.ts';
import { createKeyReader, readKeyFile, withFreshKey } from '#src/keyring/key-file.ts';
import { createKeyring } from '#src/keyring/keyring.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { announceKeys } from '#src/store/key-holders.ts';
import { sealedColumns } from '#src/store/sealed.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { patiently } from '#tests/support/patiently.ts';

import { openMachine } from './type-command.ts';

const log = pino({ level: 'silent' });
const addressOf = (n: number) => `citizen-${n}@example.org`;

async function openService() {
  await using owned = new AsyncDisposableStack();
  const machine = owned.use(await openMachine());
  const db = owned.use(createDatabase({ url: machine.databaseUrl, log, connections: 4 }));
  const keyring = createKeyring(
    await readKeyFile(machine.keyPath, false),
    createKeyReader(machine.keyPath),
  );
  const kept = owned.move();
  return { machine, db, keyring, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function versionsIn(db: Database): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ version: number; count: number }>`
    select version, count(*) as count from (
      select get_byte(ciphertext, 0) as version from addresses where ciphertext is not null
      union all select get_byte(wish, 0) from subscriptions
    ) sealed group by version`.execute(db);
  return Object.fromEntries(rows.map(({ version, count }) => [version, count]));
}

async function openAll(db: Database, keyring: Keyring): Promise<readonly string[]> {
  const { rows } = await sql<{ ciphertext: Buffer; wish: Buffer }>`
    select a.ciphertext, s.wish from addresses a join subscriptions s on s.address_id = a.id`.execute(
    db,
  );
  return rows.map(({ ciphertext, wish }) => {
    expect(JSON.parse(keyring.open('wish', wish))).toHaveProperty('places');
    return keyring.open('address', ciphertext);
  });
}

const rotatedSchema = z.object({ seals: z.int(), unreadable: z.int() });
const statusSchema = z.object({
  versions: z.array(z.int()),
  seals: z.int(),
  rowsUnderOlderKeys: z.int(),
});

test('S6 · a new key seals every row anew while the service runs, and the old one is retired when none needs it', async () => {
  await using it = await openService();
  const { machine, db, keyring } = it;
  await addCitizens(it, { count: 50, address: addressOf });
  await using _announcing = startAnnouncingKeys({ db, keyring, worker: crypto.randomUUID(), log });
  await vi.waitFor(
    async () => expect((await sql`select from key_holders`.execute(db)).rows).toHaveLength(1),
    patiently,
  );
  const rotated = await machine.type('keys', 'rotate', '--json');
  expect(JSON.parse(rotated.out)).toEqual({ seals: 2, older: [1], resealed: 100, unreadable: 0 });
  expect(await versionsIn(db)).toEqual({ 2: 100 });
  expect((await openAll(db, keyring)).toSorted()).toEqual(
    Array.from({ length: 50 }, (_, n) => addressOf(n)).toSorted(),
  );
  expect(keyring.seal('address', 'x')[0]).toBe(2);

  const retired = await machine.type('keys', 'rotate', '--retire', '--json');
  expect(JSON.parse(retired.out)).toEqual({ retired: [1] });
  expect(await openAll(db, keyring)).toHaveLength(50);
  const status = await machine.type('keys', 'status', '--json');
  expect(statusSchema.parse(JSON.parse(status.out))).toEqual({
    versions: [2],
    seals: 2,
    rowsUnderOlderKeys: 0,
  });
});

test('S6 · the keys that find people and make links stay as they are', async () => {
  await using it = await openService();
  const { machine } = it;
  await addCitizens(it, { count: 1 });
  const before = await readKeyFile(machine.keyPath, false);
  await machine.type('keys', 'rotate');
  const after = await readKeyFile(machine.keyPath, false);
  expect([after.index, after.tokens]).toEqual([before.index, before.tokens]);
});

test('S6 · nothing is sealed under a key that some process cannot read', async () => {
  await using it = await openService();
  const { machine, db } = it;
  await addCitizens(it, { count: 3 });
  const elsewhere = crypto.randomUUID();
  await announceKeys(db, { process: elsewhere, versions: [1], seals: 1 });
  const refused = await machine.type('keys', 'rotate', '--wait', '0');
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(elsewhere) });
  expect(await versionsIn(db)).toEqual({ 1: 6 });
  expect(await readKeyFile(machine.keyPath, false)).toMatchObject({ seals: 1 });
  // It has been given the file: the same command goes on, with the same key.
  await announceKeys(db, { process: elsewhere, versions: [1, 2], seals: 2 });
  expect(await machine.type('keys', 'rotate')).toMatchObject({ code: 0 });
  expect(await versionsIn(db)).toEqual({ 2: 6 });
});

test('S6 · one process at a time keeps the keys: a second one changes nothing, and says why', async () => {
  await using it = await openService();
  const { machine, db, keyring } = it;
  await addCitizens(it, { count: 3 });
  const elsewhere = crypto.randomUUID();
  await announceKeys(db, { process: elsewhere, versions: [1], seals: 1 });
  const first = machine.start({}, 'keys', 'rotate');
  await vi.waitFor(
    async () => expect((await readKeyFile(machine.keyPath, false)).data).toHaveLength(2),
    { timeout: 30_000 },
  );
  const handedOut = await readKeyFile(machine.keyPath, false);
  const busy = { code: 1, err: expect.stringMatching(/Another process.*Nothing was changed/) };
  expect(await machine.type('keys', 'rotate')).toMatchObject(busy);
  expect(await machine.type('keys', 'rotate', '--retire')).toMatchObject(busy);
  expect(await readKeyFile(machine.keyPath, false)).toEqual(handedOut);
  await announceKeys(db, { process: elsewhere, versions: [1, 2], seals: 2 });
  expect(await first.ended).toMatchObject({ code: 0 });
  expect(await versionsIn(db)).toEqual({ 2: 6 });
  expect(await openAll(db, keyring)).toHaveLength(3);
}, 60_000);

test('S6 · a key that somebody else put into the file meanwhile is not lost', async () => {
  await using it = await openService();
  const { machine, db } = it;
  const elsewhere = crypto.randomUUID();
  await announceKeys(db, { process: elsewhere, versions: [1], seals: 1 });
  const rotating = machine.start({}, 'keys', 'rotate');
  await vi.waitFor(
    async () => expect((await readKeyFile(machine.keyPath, false)).data).toHaveLength(2),
    { timeout: 30_000 },
  );
  const theirs = withFreshKey(await readKeyFile(machine.keyPath, false));
  await writeFile(machine.keyPath, JSON.stringify(theirs));
  await announceKeys(db, { process: elsewhere, versions: [1, 2, 3], seals: 1 });
  expect(await rotating.ended).toMatchObject({
    code: 1,
    err: expect.stringContaining('changed by somebody else'),
  });
  expect(await readKeyFile(machine.keyPath, false)).toEqual(theirs);
}, 60_000);

test('S6 · no key is retired under which anything is sealed', async () => {
  await using it = await openService();
  const { machine, db, keyring } = it;
  await addCitizens(it, { count: 3 });
  const sealedBefore = keyring.seal('address', 'late@example.org');
  await machine.type('keys', 'rotate');
  await sql`update addresses set ciphertext = ${sealedBefore} where id = 1`.execute(db);
  const refused = await machine.type('keys', 'rotate', '--retire');
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('1 are under an older') });
  expect(await readKeyFile(machine.keyPath, false)).toMatchObject({ data: [{}, {}] });
  await machine.type('keys', 'rotate');
  expect(await machine.type('keys', 'rotate', '--retire')).toMatchObject({ code: 0 });
});

/** Each time a little further. Gives how many signed up meanwhile. */
async function killedAgainAndAgain(
  { machine, db, keyring }: Awaited<ReturnType<typeof openService>>,
  people: number,
): Promise<number> {
  for (let killed = 0; killed < 4; killed += 1) {
    const rotating = machine.start({}, 'keys', 'rotate');
    const share = ((killed + Math.random()) * people) / 3;
    await vi.waitFor(
      async () => {
        const { 1: _first, ...others } = await versionsIn(db);
        const done = Object.values(others).reduce((sum, count) => sum + count, 0);
        expect(done).toBeGreaterThanOrEqual(share);
      },
      { timeout: 30_000, interval: 5 },
    );
    rotating.kill();
    await rotating.ended;
    await addCitizens({ db, keyring }, { count: 10, address: (n) => `late-${killed}-${n}@x.org` });
  }
  return 40;
}

test('S6 · killed in the middle, again and again, a rotation loses nothing and comes to its end', async () => {
  await using it = await openService();
  const { machine, db, keyring } = it;
  const people = 12_000;
  await addCitizens(it, { count: people, address: addressOf });
  const written = await killedAgainAndAgain(it, people);
  const ended = await machine.type('keys', 'rotate', '--json');
  // 3 where the last one had come to its end before it was killed.
  const { seals, unreadable } = rotatedSchema.parse(JSON.parse(ended.out));
  expect(unreadable).toBe(0);
  expect(await versionsIn(db)).toEqual({ [seals]: 2 * (people + written) });
  expect(await openAll(db, keyring)).toHaveLength(people + written);
  expect(await machine.type('keys', 'rotate', '--retire')).toMatchObject({ code: 0 });
  expect(await openAll(db, keyring)).toHaveLength(people + written);
  const file = await readFile(machine.keyPath, 'utf8');
  expect(JSON.parse(file)).toMatchObject({ data: [{ version: seals }] });
}, 120_000);

test('S6 · a row that no key opens is told, and holds up no other', async () => {
  await using it = await openService();
  const { machine, db } = it;
  await addCitizens(it, { count: 3 });
  await sql`update addresses set ciphertext = set_byte(ciphertext, 40, get_byte(ciphertext, 40) # 1) where id = 2`.execute(
    db,
  );
  const rotated = await machine.type('keys', 'rotate');
  expect(rotated.out).toContain('1 row could not be opened');
  expect(await versionsIn(db)).toEqual({ 1: 1, 2: 5 });
});

/** What is binary and not encrypted: keyed hashes, hashes of random bits, and what was published. */
const hashes = [
  'addresses.lookup',
  'audit.hash',
  'audit.previous',
  'idempotent_answers.request',
  'imports.file_hash',
  'interests.categories',
  'interests.label',
  'link_tokens.hash',
  'officer_tokens.hash',
  'partner_tokens.hash',
  'paces.bucket',
  'reports.body',
  'subscriptions.zone',
  'digest_windows.zone',
  'suppressions.lookup',
  'addresses.domain',
  'blocks.delivery',
  'blocks.domain',
  'received.evidence',
  'received.hash',
  'soft_bounces.delivery',
];

test('S6 · every column that holds what is encrypted is known to the rotation', async () => {
  await using it = await openService();
  const { rows } = await sql<{ name: string }>`
    select c.table_name || '.' || c.column_name as name from information_schema.columns c
    where c.table_schema = 'public' and (c.data_type = 'bytea' or c.udt_name = '_bytea')`.execute(
    it.db,
  );
  const sealed = sealedColumns.map(({ table, column }) => `${table}.${column}`);
  expect(rows.map(({ name }) => name).toSorted()).toEqual([...hashes, ...sealed].toSorted());
});
