import { readdir, readFile, stat } from 'node:fs/promises';

import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';

import { addCitizens } from '#tests/support/citizens.ts';
import { aKeyring } from '#tests/support/keyring.ts';

import { openListsMachine } from './lists-machine.ts';

const words = ['export', '--by', 'ana', '--reason', 'We move to a new service', '--yes', '--json'];

test('a wish or an address that no key opens is named by its number, and all others are exported', async () => {
  await using machine = await openListsMachine();
  await addCitizens({ db: machine.db, keyring: aKeyring() }, { count: 4 });
  await sql`update subscriptions set wish = set_byte(wish, 40, get_byte(wish, 40) # 1) where id = 2`.execute(
    machine.db,
  );
  await sql`update addresses set ciphertext = set_byte(ciphertext, 40, get_byte(ciphertext, 40) # 1) where id = 3`.execute(
    machine.db,
  );
  const out = `${machine.folder}/out.csv`;
  const said = await machine.type('citizens', ...words, '--out', out);
  expect(JSON.parse(said.out)).toMatchObject({ wishes: 2, unreadable: [2, 3] });
  const lines = (await readFile(out, 'utf8')).trim().split(/\r?\n/);
  expect(lines.map((line) => line.split(',')[0])).toEqual([
    'address',
    'citizen-0@example.org',
    'citizen-3@example.org',
  ]);
});

test('S6 · an export that was interrupted leaves no address in clear behind', async () => {
  await using machine = await openListsMachine();
  await addCitizens({ db: machine.db, keyring: aKeyring() }, { count: 30_000 });
  const out = `${machine.folder}/out.csv`;
  const before = await readdir(machine.folder);
  const exporting = machine.start({}, 'citizens', ...words, '--out', out);
  await vi.waitFor(async () => expect((await stat(`${out}.part`)).size).toBeGreaterThan(1_000), {
    timeout: 30_000,
    interval: 2,
  });
  exporting.pressCtrlC();
  expect(await exporting.ended).toMatchObject({
    code: 130,
    err: expect.stringContaining('Stopped'),
  });
  expect(await readdir(machine.folder)).toEqual(before);
});
