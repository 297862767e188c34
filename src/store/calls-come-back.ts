import { sql } from 'kysely';

import { delivery } from '#config/delivery.ts';
import type { Verdict } from '#src/inbound/consequences.ts';
import type { CallClaim } from '#src/inbound/tokens.ts';

import type { Tx } from './database.ts';
import { disableWithin } from './line-disabling.ts';
import { aloneWithLines } from './line-locks.ts';

/** Nobody at the mission has got it. What is put off may arrive yet: the emergency goes on to the next contact in its time. */
const failures: ReadonlySet<Verdict['name']> = new Set(['hard', 'block', 'undetermined']);

/**
 * A mail to a duty mailbox came back after a relay had taken it: its call has failed, the endpoint is failing, and an emergency
 * goes to the next contact now. The caller holds the lock shared with publishing.
 */
export async function callCameBack(tx: Tx, claim: CallClaim, verdict: Verdict): Promise<void> {
  if (!failures.has(verdict.name)) return;
  const { endpointId } = claim;
  await aloneWithLines(tx, [endpointId]);
  if (!(await failCall(tx, claim, `${cameBack}${reasonOf(verdict)}`))) return;
  await hurry(tx, claim);
  if (await markFailing(tx, endpointId))
    await disableWithin(tx, endpointId, 'failing-for-five-days');
}

const cameBack = 'returned-';

function reasonOf({ name, consequence }: Verdict): string {
  return 'reason' in consequence ? consequence.reason : name;
}

/** The one that was sent last, should there be replays. False where none was, or it has failed already. */
async function failCall(
  tx: Tx,
  { endpointId, eventRow }: CallClaim,
  reason: string,
): Promise<boolean> {
  const { rows } = await sql`
    with failed as (
      update calls c set state = 'failed', reason = ${reason}, settled_at = clock_timestamp()
      where (c.endpoint_id, c.sequence, c.round) = (
        select s.endpoint_id, s.sequence, s.round from calls s join endpoints e on e.id = s.endpoint_id and e.kind = 'mail'
        where s.endpoint_id = ${endpointId} and s.event_id = ${eventRow} and s.state = 'sent' order by s.round desc limit 1)
      returning c.publication_id
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select publication_id, 'inbound', 'webhook', outcome, count
      from failed, (values ('sent', -1), ('failed', 1)) as k (outcome, count) where publication_id is not null
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    )
    select from failed`.execute(tx);
  return rows.length > 0;
}

/** The mailbox is the first contact, and has not got it: there is nothing to wait for. */
async function hurry(tx: Tx, { endpointId, eventRow }: CallClaim): Promise<void> {
  await sql`
    update acknowledgements set escalates_at = now()
    where endpoint_id = ${endpointId} and event_id = ${eventRow} and escalated = 0 and escalates_at > now()
      and acknowledged_at is null and replaced_at is null`.execute(tx);
}

/**
 * Each mail is taken by a relay before it comes back, which looks like an answer meanwhile: so failing began with the first of
 * those that came back since one did not. What came back from an address that was changed since says nothing of the new one, and
 * what came back before it was disabled was forgiven by whoever resumed it. True when it has failed for too long.
 */
async function markFailing(tx: Tx, endpointId: number): Promise<boolean> {
  const { rows } = await sql<{ too_long: boolean }>`
    with returned as (
      select count(*)::int as failures, min(c.attempted_at) as since from calls c join endpoints e on e.id = c.endpoint_id
      where c.endpoint_id = ${endpointId} and c.state = 'failed' and starts_with(c.reason, ${cameBack}) and c.attempted_at >= e.verified_at
        and c.sequence > coalesce((
          select max(d.sequence) from calls d join events v on v.id = d.event_id and v.type = 'endpoint.disabled' where d.endpoint_id = c.endpoint_id), 0)
        and not exists (select from calls s where s.endpoint_id = c.endpoint_id and s.state = 'sent' and s.attempted_at > c.attempted_at)
    )
    update lines l set failures = greatest(l.failures + 1, r.failures), failing_since = least(l.failing_since, r.since)
    from returned r where l.endpoint_id = ${endpointId} and r.failures > 0
    returning l.failing_since < now() - ${delivery.failingAtMostDays} * interval '1 day' as too_long`.execute(
    tx,
  );
  return rows[0]?.too_long === true;
}
