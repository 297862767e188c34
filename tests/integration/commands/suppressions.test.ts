import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { suppress } from '#src/store/suppressing.ts';
import { aKeyring } from '#tests/support/keyring.ts';

import { openDesk } from './open-desk.ts';

test('B6 · an operator sees at the command line why an address is not mailed, and lifts it, giving a reason', async () => {
  await using desk = await openDesk();
  const { db, tokenOf } = desk.office;
  const operator = await tokenOf('Ravi', 'operator');
  const keyring = aKeyring();
  const address = 'asha@example.org';
  const { rows } = await sql<{ id: number }>`
    insert into addresses (lookup, ciphertext) values (${keyring.lookup(address)}, ${keyring.seal('address', address)})
    returning id`.execute(db);
  const addressId = rows[0]?.id ?? 0;
  await suppress(db, { addressId, kind: 'soft', reason: 'soft-4.2.2', evidence: 'f00d' });
  const type = (...words: readonly string[]) => desk.type(operator, 'suppressions', ...words);

  expect((await type('show', address)).err).toContain('--reason');
  const shown = await type('show', address, '--reason', 'She called us');
  expect(shown.out).toMatch(/^Not mailed since \S+ \(soft: soft-4\.2\.2\), until \d{4}-\S+\.\n$/);
  expect((await type('lift', address, '--reason', 'She made room')).out).toMatch(/^Lifted \(soft/);
  const again = await type('lift', address, '--reason', 'Once more');
  expect(again).toMatchObject({ code: 0, out: 'Nothing kept this address from being mailed.\n' });
});
