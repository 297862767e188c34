import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database } from './database.ts';

const atOnce = 500;

/**
 * Notes the domains of addresses that came without: rows from before it was kept, and what is written in bulk. A few at a time,
 * in transactions of their own, so that it may be stopped anywhere. Gives how many were noted.
 */
export async function noteDomains(
  db: Database,
  keyring: Pick<Keyring, 'open' | 'domain'>,
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: number; ciphertext: Buffer }>`
      select id, ciphertext from addresses where domain is null and ciphertext is not null
      order by id limit ${atOnce} for update skip locked`.execute(tx);
    const known = rows.map(({ id, ciphertext }) => ({ id, domain: domainOf(keyring, ciphertext) }));
    await sql`
      update addresses a set domain = k.domain
      from unnest(${known.map(({ id }) => id)}::bigint[], ${known.map(({ domain }) => domain)}::bytea[]) as k (id, domain)
      where a.id = k.id`.execute(tx);
    return rows.length;
  });
}

/** One that cannot be read must not be asked for again and again. */
function domainOf(keyring: Pick<Keyring, 'open' | 'domain'>, ciphertext: Buffer): Buffer {
  try {
    return keyring.domain(keyring.open('address', ciphertext));
  } catch {
    return Buffer.alloc(0); // sealed under another key, or altered: composing says so
  }
}
