import { sql } from 'kysely';

import { policy } from '#config/policy.ts';
import type { Lane } from '#src/advisory/lane.ts';
import { acknowledgeBy } from '#src/endpoints/acknowledgement.ts';
import { isRevisionType } from '#src/endpoints/event-type.ts';
import type { EventType } from '#src/endpoints/event-type.ts';

import type { Tx } from './database.ts';

interface Asked {
  readonly eventRow: number;
  readonly type: EventType;
  readonly lane: Lane;
  readonly at: Date;
  /** Whose calls about the event were written. */
  readonly endpointIds: readonly number[];
}

/**
 * Asks endpoints to acknowledge what they are told, in the transaction that plans it. Whoever has not acknowledged an earlier
 * message of the advisory has no need to any more. Of a disabled endpoint, or one that has not answered at its new address,
 * nobody can answer: its contacts are told at once.
 */
export async function askAcknowledgements(tx: Tx, asked: Asked): Promise<void> {
  const { eventRow, type, lane, at, endpointIds } = asked;
  if (!isRevisionType(type) || endpointIds.length === 0) return;
  await replaceEarlier(tx, asked);
  const due = acknowledgeBy({ type, lane, at }, policy.acknowledgeWithinMinutes);
  if (due === undefined) return;
  await sql`
    with asked as (
      insert into acknowledgements (endpoint_id, event_id, due_at, escalates_at)
      select id, ${eventRow}, ${due}::timestamptz, case when state = 'disabled' or verified_at is null then now() else ${due}::timestamptz end
      from endpoints where id = any(${endpointIds}::bigint[]) and (verified_at is not null or reason = 'address-changed') and valid_until is null
      order by id
      on conflict do nothing
      returning endpoint_id, event_id
    )
    insert into acknowledgement_steps (endpoint_id, event_id, step) select endpoint_id, event_id, 'asked' from asked`.execute(
    tx,
  );
}

async function replaceEarlier(tx: Tx, { eventRow, endpointIds }: Asked): Promise<void> {
  await sql`
    with replaced as (
      update acknowledgements a set replaced_at = clock_timestamp(), escalates_at = null
      from events earlier join publications p on p.id = earlier.publication_id,
        events later join publications q on q.id = later.publication_id
      where later.id = ${eventRow} and earlier.id < later.id and p.advisory_id = q.advisory_id
        and a.event_id = earlier.id and a.endpoint_id = any(${endpointIds}::bigint[])
        and a.acknowledged_at is null and a.replaced_at is null
      returning a.endpoint_id, a.event_id, later.public_id as by
    )
    insert into acknowledgement_steps (endpoint_id, event_id, step, detail)
    select endpoint_id, event_id, 'replaced', by from replaced`.execute(tx);
}
