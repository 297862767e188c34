import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';
import type { StatedBasis } from '#src/subscription/consent.ts';
import { wishSchema } from '#src/subscription/subscription.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { Database } from './database.ts';

interface Parts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'open'>;
}

/** Whose list a wish came by; undefined for one that its owner typed in. */
export async function listOwner(
  parts: Parts,
  subscriptionId: number,
): Promise<{ readonly organisation: string | undefined } | undefined> {
  const { rows } = await sql<{ import_id: number | null }>`
    select import_id from subscriptions where id = ${subscriptionId}`.execute(parts.db);
  const listId = rows[0]?.import_id ?? undefined;
  if (listId === undefined) return undefined;
  return { organisation: (await listOf(parts, listId)).organisation };
}

/** Whose a list is, undefined where the issuer speaks for itself; and on what basis it subscribed people without asking. */
export async function listOf(
  { db, keyring }: Parts,
  listId: number,
): Promise<{
  readonly organisation: string | undefined;
  readonly basis: StatedBasis | undefined;
}> {
  const { rows } = await sql<{ organisation: Buffer | null; basis: StatedBasis | null }>`
    select organisation, basis from imports where id = ${listId}`.execute(db);
  const [row] = rows;
  const sealed = row?.organisation ?? undefined;
  return {
    organisation: sealed === undefined ? undefined : keyring.open('organisation', sealed),
    basis: row?.basis ?? undefined,
  };
}

/** The wishes that a list made for an address and that count now. */
export async function wishesByList(
  { db, keyring }: Parts,
  { listId, addressId }: { readonly listId: number; readonly addressId: number },
): Promise<readonly Wish[]> {
  const { rows } = await sql<{ wish: Buffer }>`
    select wish from subscriptions
    where address_id = ${addressId} and import_id = ${listId} and valid_from is not null and valid_until is null order by id`.execute(
    db,
  );
  return rows.map(({ wish }) => wishSchema.parse(JSON.parse(keyring.open('wish', wish))));
}
