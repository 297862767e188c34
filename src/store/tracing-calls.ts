import { sql } from 'kysely';

import type { DeliveryKey } from '#src/keyring/keyring.ts';

import type { Database } from './database.ts';
import type { Attempt, DeliveryTrace, Row } from './tracing.ts';

/** A call about a publication as its row and its attempts tell it: the same questions as of a delivery of mail. */
export async function traceCall(
  db: Database,
  { publicationId, recipientId }: Pick<DeliveryKey, 'publicationId' | 'recipientId'>,
): Promise<DeliveryTrace | undefined> {
  const { rows } = await sql<Row<Omit<DeliveryTrace, 'tried'>> & { readonly sequence: number }>`
    select p.id as "publicationId", 'webhook' as channel, c.endpoint_id as "recipientId", '' as purpose, p.kind,
      p.advisory_id as "advisoryId", p.revision, p.lane, p.state as "publicationState", p.published_at as "publishedAt",
      c.state, c.reason, '' as language, false as "followUp", null as "threadPublicationId", c.attempts, l.fence, c.possibly_sent as "possiblySent",
      case when l.calling = c.sequence and l.calling_round = c.round then nullif(l.leased_until, '-infinity') end as "leasedUntil",
      greatest(c.due_at, p.published_at) as "dueAt", c.settled_at as "settledAt", c.sequence
    from calls c join publications p on p.id = c.publication_id join lines l on l.endpoint_id = c.endpoint_id
    where c.publication_id = ${publicationId} and c.endpoint_id = ${recipientId}`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { sequence, ...call } = row;
  return {
    ...call,
    advisoryId: row.advisoryId ?? undefined,
    revision: row.revision ?? undefined,
    reason: row.reason ?? undefined,
    threadPublicationId: undefined,
    leasedUntil: row.leasedUntil ?? undefined,
    settledAt: row.settledAt ?? undefined,
    tried: await attemptsOf(db, recipientId, sequence),
  };
}

/** Those before the last one, and the last one, which stands in the call itself. */
async function attemptsOf(
  db: Database,
  endpointId: number,
  sequence: number,
): Promise<readonly Attempt[]> {
  const { rows } = await sql<Attempt>`
    select at, 'pending' as outcome, reason from call_attempts where endpoint_id = ${endpointId} and sequence = ${sequence} and round = 0
    union all
    select attempted_at, state, coalesce(reason, '') from calls
    where endpoint_id = ${endpointId} and sequence = ${sequence} and round = 0 and attempted_at is not null
    order by at`.execute(db);
  return rows;
}
