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

/** The same for many at once. */
export async function recordConsents(tx: Tx, consents: readonly Consent[]): Promise<void> {
  const column = (name: keyof Consent) => consents.map((consent) => consent[name] ?? null);
  await sql`
    insert into consents (address_id, subscription_id, purpose, basis, notice_version, language, origin)
    select * from unnest(
      ${column('addressId')}::bigint[], ${column('subscriptionId')}::bigint[], ${column('purpose')}::text[], ${column('basis')}::text[],
      ${column('noticeVersion')}::text[], ${column('language')}::text[], ${column('origin')}::text[])`.execute(
    tx,
  );
}
