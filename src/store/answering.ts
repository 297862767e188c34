import { sql } from 'kysely';

import type { Finding } from '#src/inbound/judge.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { addressSchema } from '#src/subscription/subscription.ts';

import type { Tx } from './database.ts';
import { addNotice } from './notices.ts';

interface Known {
  readonly addressId: number;
  readonly language: string;
}

/**
 * Tells a person who wrote how to get help, once a day at most: who we wrote to, by the token that came back, else whoever has
 * confirmed alerts for the address that wrote. Nobody else is mailed: an address that we do not know may be forged.
 */
export async function answerOnceADay(
  tx: Tx,
  keyring: Pick<Keyring, 'lookup'>,
  { claim, letter: { from } }: Pick<Finding, 'claim' | 'letter'>,
): Promise<void> {
  const known =
    claim?.by === 'return-path'
      ? await knownById(tx, claim.addressId)
      : await knownByAddress(tx, keyring, from);
  if (known === undefined) return;
  const { rows } = await sql<{ day: number }>`
    select to_char(now() at time zone 'UTC', 'YYYYMMDD')::int as day`.execute(tx);
  const day = rows[0]?.day ?? 0;
  await addNotice(tx, { ...known, purpose: `answered:${day}` });
}

async function knownByAddress(
  tx: Tx,
  keyring: Pick<Keyring, 'lookup'>,
  from: string | undefined,
): Promise<Known | undefined> {
  const { data: address } = addressSchema.safeParse(from);
  if (address === undefined) return undefined;
  return oneKnown(tx, sql`a.lookup = ${keyring.lookup(address)}`);
}

function knownById(tx: Tx, addressId: number): Promise<Known | undefined> {
  return oneKnown(tx, sql`a.id = ${addressId}`);
}

async function oneKnown(tx: Tx, which: ReturnType<typeof sql>): Promise<Known | undefined> {
  const { rows } = await sql<Known>`
    select a.id as "addressId", s.language from addresses a join subscriptions s on s.address_id = a.id
    where ${which} and a.ciphertext is not null and s.valid_from is not null order by s.id desc limit 1`.execute(
    tx,
  );
  return rows[0];
}
