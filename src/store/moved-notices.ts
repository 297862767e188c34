import { sql } from 'kysely';

import type { EndpointMoved } from '#src/dispatch/endpoint-notice.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';
import { contactsIn } from './endpoint-rows.ts';
import { ownAddress } from './own-address.ts';
import { endpointPrefix } from './owner-notices.ts';

export type TellingKeyring = Pick<Keyring, 'seal' | 'open' | 'lookup' | 'domain'>;

interface Moved {
  /** Public. */
  readonly id: string;
  readonly keyring: TellingKeyring;
  /** Contacts as of before, who may be the only ones that know better. */
  readonly former?: Buffer | null;
}

/**
 * Contacts hear that address, mailbox or keys moved, or that one of them was left out, in the transaction that does it: whoever got hold
 * of a token must not do that unseen. One mail an hour; what happens after this hour's was queued is told at the beginning of the next, as it is then.
 */
export async function tellMoved(tx: Tx, { id, keyring, former = null }: Moved): Promise<void> {
  const { rows } = await sql<{ id: number; contacts: Buffer | null }>`
    select id, contacts from endpoints where public_id = ${id} and valid_until is null`.execute(tx);
  const [row] = rows;
  if (row === undefined) return;
  const contacts = [former, row.contacts].flatMap((sealed) => contactsIn(sealed, keyring));
  // In one order for everybody: two that share contacts must not wait for each other.
  for (const address of new Set(contacts.map(({ email }) => email).toSorted()))
    await queue(tx, row.id, await ownAddress(tx, { keyring, address }));
}

/** None to whoever had their address erased. */
async function queue(tx: Tx, endpoint: number, address: number | undefined): Promise<void> {
  if (address === undefined) return;
  const prefix = `${endpointPrefix}moved:${endpoint}:`;
  await sql`
    with hour as (select date_trunc('hour', now()) as at), slot as (
      select case when exists (
        select from deliveries d join publications p on p.id = d.publication_id
        where p.kind = 'notices' and d.channel = 'email' and d.recipient_id = ${address}
          and d.purpose = ${prefix} || floor(extract(epoch from hour.at) * 1000)::bigint
      ) then hour.at + interval '1 hour' else hour.at end as at from hour
    )
    insert into deliveries (publication_id, channel, recipient_id, purpose, language, due_at)
    select p.id, 'email', ${address}, ${prefix} || floor(extract(epoch from slot.at) * 1000)::bigint, 'en', greatest(slot.at, now())
    from publications p, slot where p.kind = 'notices'
    on conflict do nothing`.execute(tx);
}

/** What moved, by the audit, from an hour before the mail's own hour on, as much of it as one reads. */
export async function actsOf(
  db: Database,
  { id, hour }: { readonly id: string; readonly hour: number },
): Promise<EndpointMoved['acts']> {
  const { rows } = await sql<{ at: Date; officer: string; action: string }>`
    select at, officer, action from audit
    where subject = ${`endpoint:${id}`} and at >= ${new Date(hour - 3_600_000)}
      and (action = 'endpoint.rotated' or (action = 'endpoint.changed' and detail->'changed' ?| array['url', 'contacts']))
    order by id desc limit 10`.execute(db);
  return rows
    .map(({ at, officer, action }) => ({
      at,
      by: whose(officer),
      what: action === 'endpoint.rotated' ? ('keys' as const) : ('address' as const),
    }))
    .toReversed();
}

function whose(actor: string): EndpointMoved['acts'][number]['by'] {
  if (actor.startsWith('endpoint:')) return 'itself';
  return actor.startsWith('partner:') ? 'partner' : 'officer';
}
