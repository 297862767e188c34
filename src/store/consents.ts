import { sql } from 'kysely';

import type { Consent } from '#src/subscription/consent.ts';

import type { Tx } from './database.ts';

/** Writes down why an address may be mailed, in the transaction that makes it so. */
export async function recordConsent(tx: Tx, consent: Consent): Promise<void> {
  const { addressId, subscriptionId, purpose, basis, noticeVersion, language, origin } = consent;
  await sql`
    insert into consents (address_id, subscription_id, purpose, basis, notice_version, language, origin)
    values (${addressId}, ${subscriptionId ?? null}, ${purpose}, ${basis}, ${noticeVersion}, ${language}, ${origin})`.execute(
    tx,
  );
}
