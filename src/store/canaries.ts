import { sql } from 'kysely';

import { watch } from '#config/watch.ts';
import { canaryPrefix } from '#src/dispatch/canary.ts';
import type { Canaries, Canary, ChannelName } from '#src/dispatch/canary.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { canaryEndpoint } from './canary-recipients.ts';
import type { Database, Tx } from './database.ts';
import { triesToSendCanaries } from './locks.ts';
import { ownAddress } from './own-address.ts';
import { planEvent } from './plan-event.ts';
import { hasDueCall, hasDueMail, isOpen } from './unfinished.ts';

interface CanaryParts {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'seal' | 'open' | 'lookup' | 'domain'>;
  /** Where the mail canary lives; undefined sends none. */
  readonly address: string | undefined;
  /** Where our own door for the webhook canary is reached; undefined sends none. */
  readonly url: string | undefined;
  readonly newSecret: () => string;
}

/** Canaries are deliveries of the standing publication, and events of an endpoint: claimed, sent and settled like any other. */
export function createCanaries(parts: CanaryParts): Canaries {
  const { db, keyring, address, url } = parts;
  return {
    misses: () => canaryMisses(db, parts),
    async send() {
      if (channelsOf(parts).length === 0) return;
      await db.transaction().execute(async (tx) => {
        if (!(await triesToSendCanaries(tx))) return;
        await noteAccepted(tx);
        if (address !== undefined) await queueMail(tx, await ownAddress(tx, { keyring, address }));
        if (url !== undefined) await queueCall(tx, await canaryEndpoint(tx, parts));
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
  select min(p.published_at) from publications p where ${isOpen} and p.state = 'running' and p.lane = 'emergency' and (${hasDueMail} or ${hasDueCall}))`;

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

async function queueMail(tx: Tx, recipientId: number | undefined): Promise<void> {
  const canary = await newCanary(tx, 'email', recipientId);
  if (canary === undefined) return;
  await sql`
    insert into deliveries (publication_id, channel, recipient_id, purpose, language)
    select ${notices}, 'email', recipient_id, ${purposeOf('c')}, 'en' from canaries c where id = ${canary}`.execute(
    tx,
  );
}

/** What was missed is not called late, and does not keep the line from trying anew: it shows when the way is mended. */
async function queueCall(tx: Tx, endpointId: number): Promise<void> {
  const canary = await newCanary(tx, 'webhook', endpointId);
  if (canary === undefined) return;
  await planEvent(tx, { type: 'canary', lane: 'routine', only: endpointId, facts: { canary } });
  await sql`
    update calls set state = 'expired', reason = 'nothing-to-tell', settled_at = clock_timestamp()
    where endpoint_id = ${endpointId} and state = 'pending' and sequence < (select last_sequence from lines where endpoint_id = ${endpointId})`.execute(
    tx,
  );
  await sql`update lines set failures = 0, failing_since = null, due_at = least(due_at, now()) where endpoint_id = ${endpointId}`.execute(
    tx,
  );
}

/** Undefined when it is not time for one, or there is no way to it, which its misses say. */
async function newCanary(
  tx: Tx,
  channel: ChannelName,
  recipientId: number | undefined,
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into canaries (channel, recipient_id) select ${channel}, ${recipientId ?? null}::bigint
    where ${recipientId ?? null}::bigint is not null and ${heldSince} is null
      and not exists (select from canaries c where c.channel = ${channel} and c.sent_at > now() - ${every})
    returning id`.execute(tx);
  return rows[0]?.id;
}

/** That of an event, while it proves anything. */
export async function findCanaryOf(db: Database, eventRow: number): Promise<Canary | undefined> {
  const { rows } = await sql<{ id: number; sentAt: Date }>`
    select c.id, c.sent_at as "sentAt" from events e join canaries c on c.id = (e.facts ->> 'canary')::bigint
    where e.id = ${eventRow} and c.sent_at > now() - ${every}`.execute(db);
  return rows[0];
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
  const oldEvents = sql`
    select e.id from events e where e.type = 'canary' and e.at < now() - ${watch.canaryKeepHours} * interval '1 hour'`;
  await sql`delete from calls where event_id in (${oldEvents})`.execute(tx);
  await sql`delete from events where id in (${oldEvents})`.execute(tx);
}
