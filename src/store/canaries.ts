import { sql } from 'kysely';

import { watch } from '#config/watch.ts';
import { canaryPrefix } from '#src/dispatch/canary.ts';
import type { Canaries, Canary } from '#src/dispatch/canary.ts';
import type { ChannelName } from '#src/dispatch/delivery.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { canaryEndpoint } from './canary-recipients.ts';
import type { Database, Tx } from './database.ts';
import { triesToSendCanaries } from './locks.ts';
import { ownAddress } from './own-address.ts';
import { hasDue, isOpen } from './unfinished.ts';

interface CanaryParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'seal' | 'open' | 'lookup' | 'domain'>;
  /** Where the mail canary lives; undefined sends none. */
  readonly address: string | undefined;
  /** Where our own door for the webhook canary is reached; undefined sends none. */
  readonly url: string | undefined;
  readonly newSecret: () => string;
}

/** Canaries are deliveries of the standing publication, claimed, sent and settled like any other. */
export function createCanaries(parts: CanaryParts): Canaries {
  const { db, keyring, address, url } = parts;
  return {
    misses: () => canaryMisses(db, parts),
    async send() {
      if (channelsOf(parts).length === 0) return;
      await db.transaction().execute(async (tx) => {
        if (!(await triesToSendCanaries(tx))) return;
        await noteAccepted(tx);
        if (address !== undefined)
          await queue(tx, 'email', await ownAddress(tx, { keyring, address }));
        if (url !== undefined) await queue(tx, 'webhook', await canaryEndpoint(tx, parts));
        await forget(tx);
      });
    },
  };
}

type Targets = Pick<CanaryParts, 'address' | 'url'>;

/** Metric, log event, readiness and doctor ask this one question. */
export async function canaryMisses(
  db: Database,
  targets: Targets,
): Promise<readonly { readonly channel: ChannelName; readonly misses: number }[]> {
  const { rows } = await sql<{ channel: ChannelName; misses: number }>`
    select w.channel, ${misses} as misses
    from unnest(${channelsOf(targets)}::text[]) as w (channel),
      lateral (select max(c.id) filter (where c.arrived_at is not null) as arrived, max(c.sent_at) as sent_at
        from canaries c where c.channel = w.channel) last,
      lateral (select case when held.since is null then now() else greatest(held.since, last.sent_at) end as at
        from (select ${heldSince} as since) held) until`.execute(db);
  return rows;
}

function channelsOf({ address, url }: Targets): readonly ChannelName[] {
  return [
    ...(address === undefined ? [] : (['email'] as const)),
    ...(url === undefined ? [] : (['webhook'] as const)),
  ];
}

/** The canary of a delivery; undefined when it is too old to prove anything, or forgotten. */
export async function findCanary(db: Database, purpose: string): Promise<Canary | undefined> {
  const { rows } = await sql<{ id: number; sentAt: Date }>`
    select id, sent_at as "sentAt" from canaries where id = ${Number(purpose.slice(canaryPrefix.length))} and sent_at > now() - ${every}`.execute(
    db,
  );
  return rows[0];
}

const every = sql`${watch.canaryEveryMs} * interval '1 millisecond'`;
const notices = sql`(select id from publications where kind = 'notices')`;
const purposeOf = (alias: string) => sql`${canaryPrefix}::text || ${sql.ref(`${alias}.id`)}`;

/** Everything else waits for an emergency, canaries too; that an emergency itself moves is watched by its rows. */
const heldSince = sql`(
  select min(p.published_at) from publications p where ${isOpen} and p.state = 'running' and p.lane = 'emergency' and (${hasDue('email')} or ${hasDue('webhook')}))`;

/**
 * Sent and not arrived within their time, since the last that did; and times at which none was sent, as when no worker
 * lives. While canaries are held back it stands still: an emergency makes no misses, and none of those before it good.
 */
const misses = sql`(
  (select count(*) from canaries c
    where c.channel = w.channel and c.id > coalesce(last.arrived, 0) and c.sent_at <= until.at - ${every})
  + greatest(0, floor(extract(epoch from until.at - last.sent_at) * 1000 / ${watch.canaryEveryMs}) - 1)::bigint)`;

/** For mail, arriving is that the relay accepted it: we do not read the mailbox behind it. */
async function noteAccepted(tx: Tx): Promise<void> {
  await sql`
    update canaries c set arrived_at = d.settled_at
    from deliveries d
    where c.channel = 'email' and c.arrived_at is null and c.sent_at > now() - interval '1 hour'
      and d.publication_id = ${notices} and d.channel = 'email' and d.recipient_id = c.recipient_id
      and d.purpose = ${purposeOf('c')} and d.state = 'sent'`.execute(tx);
}

async function queue(tx: Tx, channel: ChannelName, recipientId: number | undefined): Promise<void> {
  if (recipientId === undefined) return; // its misses say so
  await sql`
    with canary as (
      insert into canaries (channel, recipient_id) select ${channel}, ${recipientId}
      where ${heldSince} is null and not exists (select from canaries c where c.channel = ${channel} and c.sent_at > now() - ${every})
      returning id
    )
    insert into deliveries (publication_id, channel, recipient_id, purpose, language)
    select ${notices}, ${channel}, ${recipientId}, ${purposeOf('canary')}, 'en' from canary`.execute(
    tx,
  );
}

/** Row by row: there are a few hundred. The standing publication's rows are never dropped as a whole. */
async function forget(tx: Tx): Promise<void> {
  await sql`
    with old as (
      delete from canaries where sent_at < now() - ${watch.canaryKeepHours} * interval '1 hour' returning id, channel, recipient_id
    ), tried as (
      delete from attempts a using old
      where a.publication_id = ${notices} and a.channel = old.channel and a.recipient_id = old.recipient_id and a.purpose = ${purposeOf('old')}
    )
    delete from deliveries d using old
    where d.publication_id = ${notices} and d.channel = old.channel and d.recipient_id = old.recipient_id and d.purpose = ${purposeOf('old')}`.execute(
    tx,
  );
}
