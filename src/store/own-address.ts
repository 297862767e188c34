import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';

import type { Tx } from './database.ts';

interface AddressParts {
  readonly keyring: Pick<Keyring, 'seal' | 'lookup' | 'domain'>;
  readonly address: string;
}

/**
 * The row of an address of the service's own people: canaries, officers on duty, those who try a draft. It needs no wish to be
 * mailed a notice. One that is suppressed stays so; undefined for one whose owner had it erased.
 */
export async function ownAddress(
  tx: Tx,
  { keyring, address }: AddressParts,
): Promise<number | undefined> {
  const lookup = keyring.lookup(address);
  const known = await sql<{ id: number; erased: boolean; kept: boolean }>`
    select id, erased_at is not null as erased, ciphertext is not null as kept from addresses where lookup = ${lookup}`.execute(
    tx,
  );
  const [row] = known.rows;
  if (row?.erased === true) return undefined;
  if (row?.kept === true) return row.id;
  const { rows } = await sql<{ id: number }>`
    insert into addresses (lookup, ciphertext, domain) values (${lookup}, ${keyring.seal('address', address)}, ${keyring.domain(address)})
    on conflict (lookup) do update set ciphertext = coalesce(addresses.ciphertext, excluded.ciphertext), domain = excluded.domain
    returning id`.execute(tx);
  if (rows[0] === undefined) throw new Error('expected the id of a row just written');
  return rows[0].id;
}
