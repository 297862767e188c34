import { sql } from 'kysely';

import { AppError } from '#src/errors.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { findAudited } from './audited-read.ts';
import type { Reading } from './audited-read.ts';
import type { Database } from './database.ts';

export interface AddressRead extends Reading {
  readonly addressId: number;
}

/** Opens an address for a person to read. Nothing else may. */
export async function readAddress(
  { db, keyring }: { readonly db: Database; readonly keyring: Pick<Keyring, 'open'> },
  { addressId, ...reading }: AddressRead,
): Promise<string> {
  const read = { action: 'address.read', subject: `address:${addressId}`, reading };
  const sealed = await findAudited(db, read, async (tx) => {
    const { rows } = await sql<{ ciphertext: Buffer }>`
      select ciphertext from addresses where id = ${addressId} and ciphertext is not null`.execute(
      tx,
    );
    return rows[0]?.ciphertext;
  });
  if (sealed !== undefined) return keyring.open('address', sealed);
  throw new AppError(
    'NOT_FOUND',
    `There is no address ${addressId}, or it has been erased: its number stands in what npm run trace and npm run deliveries show`,
  );
}
