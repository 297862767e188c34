import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { wishPurposes } from '#src/dispatch/delivery.ts';
import type { ClaimRequest, ClaimedMail, Deliveries } from '#src/dispatch/delivery.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { dueRows, mayBeWorked } from './claimable.ts';
import type { Database } from './database.ts';
import { digestsOf } from './digest-content.ts';
import { recalled } from './held.ts';
import type { Presence } from './presence.ts';
import { countRecalls } from './recall.ts';
import type { PartitionOf } from './whereabouts.ts';

interface ClaimRow {
  readonly publication_id: number;
  readonly recipient_id: number;
  readonly purpose: string;
  readonly fence: number;
  readonly attempts: number;
  readonly language: string;
  readonly thread_publication_id: number | null;
  /** Not claimed but recalled. */
  readonly lapsed: boolean;
  /** No longer `pending` where the claim found that its reader is not to be told. */
  readonly state: string;
}

interface Claiming extends ClaimRequest {
  readonly workerId: number | undefined;
}

/**
 * Leases on due rows. The lease is by the database's clock, the fence makes an earlier holder's settle void.
 *
 * The statements are planned while the table is empty, and it has a million rows a few seconds later. So they are put in a
 * way that leaves the planner nothing but look-ups by key: no column of a row that is looked up is compared with a
 * constant, and what it is looked up by comes from one place ("offset 0" keeps it together).
 */
export function createClaims({
  db,
  keyring,
  partitionOf,
  presence,
}: {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly presence: Presence;
  readonly partitionOf: PartitionOf;
}): Pick<Deliveries, 'claimMail'> {
  return {
    async claimMail(request) {
      const partition = await partitionOf(request.publicationId);
      if (partition === undefined) return [];
      const workerId = await presence.id();
      const rows = await untilSome(
        async () => (await claimMail({ ...request, workerId }, partition).execute(db)).rows,
        request.signal,
      );
      const digests = await digestsOf(db, rows);
      return rows.map((row): ClaimedMail => ({
        ...claimOf(row),
        channel: 'email',
        address: opened(keyring, 'address', row.ciphertext),
        epoch: row.epoch,
        discreet: row.discreet,
        digest: digests.get(row.recipient_id),
      }));
    },
  };
}

/** Claims again while nothing that was found can be sent, for there may be more: only what finds nothing has found the end. */
async function untilSome<Row extends ClaimRow>(
  claim: () => Promise<readonly Row[]>,
  signal: AbortSignal | undefined,
): Promise<readonly Row[]> {
  for (;;) {
    const rows = await claim();
    const claimed = rows.filter(({ lapsed, state }) => !lapsed && state === 'pending');
    if (claimed.length > 0 || rows.length === 0 || signal?.aborted === true) return claimed;
  }
}

/** Each for itself: one row that was altered, or sealed under a key this worker lacks, must not hold up the others. */
function opened(keyring: Keyring, about: string, sealed: Buffer): string | undefined {
  try {
    return keyring.open(about, sealed);
  } catch {
    return undefined; // composing says so, by the row's ids
  }
}

function claimOf(row: ClaimRow) {
  return {
    publicationId: row.publication_id,
    recipientId: row.recipient_id,
    purpose: row.purpose,
    fence: row.fence,
    attempts: row.attempts,
    language: row.language,
    threadPublicationId: row.thread_publication_id ?? undefined,
  };
}

/**
 * The rows `due`, claimed or recalled. Where the database's clock jumps, all leases end although their workers live: a
 * lapsed one is recalled first, and its row is due to others when its worker must have heard of it (src/dispatch/liveness.ts).
 * Until then the fence is the same, so that what it sends meanwhile is settled. It may have died after sending: that is noted.
 */
const claimedOrRecalled = (leaseMs: number, workerId: number | undefined) => sql`
  fence = d.fence + (not due.lapsed)::int,
  worker_id = case when due.lapsed then d.worker_id else ${workerId ?? null}::int end,
  possibly_sent = d.possibly_sent or d.leased_until is not null,
  leased_until = case when due.lapsed then ${recalled.leasedUntil} else now() + ${leaseMs} * interval '1 millisecond' end,
  due_at = case when due.lapsed then ${recalled.dueAt} else d.due_at end`;

const isTheDue = sql`
  d.publication_id = due.publication_id and d.channel = due.channel and d.recipient_id = due.recipient_id and d.purpose = due.purpose`;

function claimMail(request: Claiming, partition: RawBuilder<unknown>) {
  const { publicationId, leaseMs, worker, workerId } = request;
  return sql<
    ClaimRow & { readonly ciphertext: Buffer; readonly epoch: number; readonly discreet: boolean }
  >`
    with ${mayBeWorked(publicationId)},
    ${dueRows(request, partition)}, claimed as (
      update ${partition} d set ${claimedOrRecalled(leaseMs, workerId)},
        state = due.verdict,
        reason = case when due.verdict <> 'pending' then 'address-' || due.verdict end,
        settled_at = case when due.verdict <> 'pending' then now() end
      from (
        select due.*, a.ciphertext, a.epoch, a.discreet, case
          when due.lapsed then 'pending'
          when a.ciphertext is null then 'suppressed'
          when a.suppressed and due.let_through_at is null and not exists (
            select from suppressions s where s.address_id = a.id
              and s.kind <> 'complaint' and starts_with(due.purpose, 'answered:')) then 'suppressed'
          when not a.subscribed and split_part(due.purpose, ':', 1) = any(${wishPurposes}::text[]) then 'unsubscribed'
          else 'pending' end as verdict
        from due join addresses a on a.id = due.recipient_id offset 0
      ) due
      where ${isTheDue}
      returning d.publication_id, d.recipient_id, d.purpose, d.fence, d.attempts, d.language, d.thread_publication_id, due.lapsed, d.state, due.ciphertext, due.epoch, due.discreet
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select publication_id, ${worker}, 'email', state, count(*) from claimed where state <> 'pending' group by publication_id, state
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    ), recalled as (${countRecalls(sql`(select publication_id from claimed where lapsed) lapsed`, worker)})
    select * from claimed`;
}
