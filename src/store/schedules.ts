import { sql } from 'kysely';
import { z } from 'zod';

import type { Draft, Schedule, Schedules } from '#src/advisory/draft.ts';

import type { Database, Tx } from './database.ts';
import { recorded, scheduleAsJson, scheduleSchema } from './draft-rows.ts';

interface SchedulesParts {
  readonly db: Database;
  readonly now?: () => Date;
}

export function createSchedules({ db, now = () => new Date() }: SchedulesParts): Schedules {
  return {
    set: (draftId, schedule) =>
      db.transaction().execute((tx) => set(tx, draftId, { schedule, at: now() })),
    cancel: (draftId, officer) =>
      db.transaction().execute(async (tx) => {
        // The draft first, as whoever sets a time locks it: the other way round two officers would wait for each other.
        await sql`select from drafts where id = ${draftId} for update`.execute(tx);
        const { numAffectedRows } = await sql`
          with cancelled as (
            delete from schedules s using drafts d where s.draft_id = ${draftId} and d.id = s.draft_id and d.state = 'open' returning d.id
          )
          update drafts set version = version + 1 where id in (select id from cancelled) and state = 'open'`.execute(
          tx,
        );
        if (numAffectedRows !== 1n) return undefined;
        const act = { at: now(), officer, action: 'draft.unscheduled', detail: {} };
        return recorded(tx, draftId, act);
      }),

    async due() {
      const { rows } = await sql`
        select s.draft_id as "draftId", ${scheduleAsJson} as schedule
        from schedules s join drafts d on d.id = s.draft_id
        where d.state = 'open' and s.refused is null and s.publish_at <= now() order by s.publish_at limit 100`.execute(
        db,
      );
      return rows.map((row) => dueSchema.parse(row));
    },

    refuse: (draftId, schedule, why) =>
      db.transaction().execute(async (tx) => {
        const { numAffectedRows } = await sql`
          update schedules s set refused = ${why} from drafts d
          where s.draft_id = ${draftId} and d.id = s.draft_id and d.state = 'open' and s.refused is null
            and date_trunc('milliseconds', s.publish_at) = ${schedule.at} and s.hash = ${schedule.hash}`.execute(
          tx,
        );
        if (numAffectedRows !== 1n) return false;
        const { officer } = schedule;
        const act = { at: now(), officer, action: 'draft.not-published', detail: { why } };
        await recorded(tx, draftId, act);
        return true;
      }),
  };
}

async function set(
  tx: Tx,
  draftId: string,
  { schedule, at }: { readonly schedule: Schedule; readonly at: Date },
): Promise<Draft | undefined> {
  const { officer, hash, message, withholdOutsideAllowlist } = schedule;
  const { numAffectedRows } = await sql`
    insert into schedules (draft_id, publish_at, officer, hash, message, withhold_outside_allowlist)
    select id, ${schedule.at}, ${officer}, hash, ${message}, ${withholdOutsideAllowlist} from drafts
    where id = ${draftId} and state = 'open' and hash = ${hash} for update
    on conflict (draft_id) do update set publish_at = excluded.publish_at, officer = excluded.officer, hash = excluded.hash, message = excluded.message,
      withhold_outside_allowlist = excluded.withhold_outside_allowlist, refused = null`.execute(tx);
  if (numAffectedRows !== 1n) return undefined;
  await sql`update drafts set version = version + 1 where id = ${draftId}`.execute(tx);
  const detail = { hash, publishAt: schedule.at.toISOString() };
  return recorded(tx, draftId, { at, officer, action: 'draft.scheduled', detail });
}

const dueSchema = z
  .object({ draftId: z.string(), schedule: scheduleSchema })
  .transform(({ draftId, schedule }) => ({ draftId, ...schedule }));
