import { sql } from 'kysely';

import { AppError } from '#src/errors.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { appendAudit } from './audit.ts';
import type { Database } from './database.ts';

export interface AddressRead {
  readonly addressId: number;
  readonly officer: string;
  readonly reason: string;
  readonly at: Date;
}

/**
 * Opens an address for a person to read. Nothing else may: what the engine opens to mail nobody sees. That it was read, by
 * whom and why, is written down before it is.
 */
export async function readAddress(
  { db, keyring }: { readonly db: Database; readonly keyring: Pick<Keyring, 'open'> },
  { addressId, officer, reason, at }: AddressRead,
): Promise<string> {
  const sealed = await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ ciphertext: Buffer }>`
      select ciphertext from addresses where id = ${addressId} and ciphertext is not null`.execute(
      tx,
    );
    const subject = `address:${addressId}`;
    const detail = { reason, found: rows.length > 0 };
    await appendAudit(tx, { at, officer, action: 'address.read', subject, detail });
    return rows[0]?.ciphertext;
  });
  if (sealed !== undefined) return keyring.open('address', sealed);
  throw new AppError(
    'NOT_FOUND',
    `There is no address ${addressId}, or it has been erased: its number stands in what npm run trace and npm run deliveries show`,
  );
}
