import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Crises, Crisis } from '#src/officers/crisis.ts';
import { mailWindows } from '#src/subscription/limits.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';

interface CrisesParts {
  readonly db: Database;
  readonly now: () => Date;
}

/** The operator's crisis switch. What waits already comes as much sooner as the limits are wider. */
export function createCrises({ db, now }: CrisesParts): Crises {
  return {
    current: () => currentCrisis(db, now()),

    begin: ({ factor, hours, reason }, officer) =>
      db.transaction().execute(async (tx) => {
        const at = now();
        const endsAt = new Date(at.getTime() + hours * 3_600_000);
        await sql`update crises set ended_at = ${at} where ended_at is null`.execute(tx);
        await sql`
          insert into crises (factor, reason, officer, begun_at, ends_at)
          values (${factor}, ${reason}, ${officer}, ${at}, ${endsAt})`.execute(tx);
        await bringForward(tx, factor);
        const detail = { factor, reason, endsAt: endsAt.toISOString() };
        await appendAudit(tx, { at, officer, action: 'crisis.begun', subject: 'limits', detail });
        return { factor, reason, officer, begunAt: at, endsAt };
      }),

    end: (officer) =>
      db.transaction().execute(async (tx) => {
        const at = now();
        const { numAffectedRows = 0n } = await sql`
          update crises set ended_at = ${at} where ended_at is null and ends_at > ${at}`.execute(
          tx,
        );
        if (numAffectedRows === 0n) return false;
        await appendAudit(tx, {
          at,
          officer,
          action: 'crisis.ended',
          subject: 'limits',
          detail: {},
        });
        return true;
      }),
  };
}

export async function currentCrisis(db: Database, at: Date): Promise<Crisis | undefined> {
  const { rows } = await sql<Crisis>`
    select factor, reason, officer, begun_at as "begunAt", ends_at as "endsAt" from crises
    where ended_at is null and begun_at <= ${at} and ends_at > ${at} order by id desc limit 1`.execute(
    db,
  );
  return rows[0];
}

/**
 * What waits for its asker's turn. What protects an address stays as it is: of all that waits for one only the first mail is
 * brought forward, no nearer to those before it than it may; and the mails of lists keep their pace.
 */
async function bringForward(tx: Tx, factor: number): Promise<void> {
  await sql`
    update paces set full_until = now() + (full_until - now()) / ${factor}::int where full_until > now()`.execute(
    tx,
  );
  await sql`
    with waiting as materialized (
      select distinct on (recipient_id, ${isManage('d')}) d.* from deliveries_standing d
      where publication_id = ${notices} and channel = 'email' and state = 'pending' and due_at > now() and attempts = 0 and leased_until is null
        and split_part(purpose, ':', 1) in ('confirm', 'added', 'manage') and not exists (
          select from subscriptions s where s.address_id = d.recipient_id and s.import_id is not null and d.purpose = 'confirm:' || s.id)
      order by recipient_id, ${isManage('d')}, due_at
    )
    update deliveries_standing d
    set due_at = least(w.due_at, greatest(now() + (w.due_at - now()) / ${factor}::int, ${earliestAfter(sql`earlier.times`)}))
    from waiting w cross join lateral (
      select array_agg(due_at order by due_at desc) as times from (
        select e.due_at from deliveries_standing e
        where e.publication_id = ${notices} and e.channel = 'email' and e.recipient_id = w.recipient_id and e.purpose <> w.purpose and e.due_at <= w.due_at
          and split_part(e.purpose, ':', 1) in ('confirm', 'added', 'manage') and ${isManage('e')} = ${isManage('w')}
        order by e.due_at desc limit 6) latest) earlier
    where d.publication_id = w.publication_id and d.channel = w.channel and d.recipient_id = w.recipient_id and d.purpose = w.purpose`.execute(
    tx,
  );
}

/** When one more mail may go to an address, by the times of its latest ones, newest first. */
function earliestAfter(times: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql.join(
    mailWindows.map(
      ({ lasts, most }) =>
        sql`(${times})[${most}::int] + ${lasts}::float8 * interval '1 millisecond'`,
    ),
  );
}

const notices = sql`(select id from publications where kind = 'notices')`;
/** They are counted apart from mails that ask somebody to confirm. */
const isManage = (mail: string) => sql`(${sql.ref(`${mail}.purpose`)} like 'manage:%')`;
