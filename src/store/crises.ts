import { sql } from 'kysely';

import type { Crises, Crisis } from '#src/officers/crisis.ts';

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

async function bringForward(tx: Tx, factor: number): Promise<void> {
  await sql`
    update paces set full_until = now() + (full_until - now()) / ${factor}::int where full_until > now()`.execute(
    tx,
  );
  await sql`
    update deliveries_standing set due_at = now() + (due_at - now()) / ${factor}::int
    where publication_id = (select id from publications where kind = 'notices') and channel = 'email' and state = 'pending'
      and due_at > now() and attempts = 0 and leased_until is null and (purpose like 'confirm:%' or purpose like 'manage:%')`.execute(
    tx,
  );
}
