import { sql } from 'kysely';
import { z } from 'zod';

import { canonicalHash } from '#src/advisory/canonical.ts';
import { missionSchema } from '#src/advisory/mission.ts';
import type { Mission } from '#src/advisory/mission.ts';
import { AppError } from '#src/errors.ts';
import { missionChangeStates, missionFactsSchema } from '#src/officers/mission-change.ts';
import type {
  Circumstances,
  Correction,
  Edit,
  MissionChange,
  MissionChanges,
  NewMissionChange,
  Settled,
  Settlement,
} from '#src/officers/mission-change.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';
import { insertDraft } from './drafts.ts';
import { aloneForDirectory, sharedWithPublishing } from './locks.ts';
import { createMissions } from './missions.ts';
import { olderThan, wholeList } from './page.ts';
import { createRevisions } from './revisions.ts';

interface MissionChangesParts {
  readonly db: Database;
  readonly now?: () => Date;
}

export function createMissionChanges({
  db,
  now = () => new Date(),
}: MissionChangesParts): MissionChanges {
  return {
    async list(state, page = wholeList) {
      const { rows } = await sql`
        select * from mission_changes where state = ${state} and ${olderThan(sql`id`, page)}
        order by id desc limit ${page.limit}`.execute(db);
      return rows.map((row) => changeSchema.parse(row));
    },
    find: (id) => find(db, id),
    propose: (change) => db.transaction().execute((tx) => propose(tx, change)),
    settle: (id, decide) => db.transaction().execute((tx) => settle({ tx, at: now() }, id, decide)),
    dialled: (id, by, at) => db.transaction().execute((tx) => dialled(tx, id, { by, at })),
  };
}

async function propose(tx: Tx, change: NewMissionChange): Promise<MissionChange> {
  const { missionId, before, after, proposedBy, at, reason } = change;
  const { rows } = await sql`
    insert into mission_changes (mission_id, before, after, proposed_by, proposed_at, reason)
    values (${missionId}, ${json(before)}, ${json(after)}, ${proposedBy}, ${at}, ${reason})
    returning *`.execute(tx);
  const made = changeSchema.parse(rows[0]);
  await appendAudit(tx, {
    at,
    officer: proposedBy,
    action: 'mission.change-proposed',
    subject: `mission:${missionId}`,
    detail: { change: made.id, ...hashesOf(change), reason },
  });
  return made;
}

async function settle(
  { tx, at }: { readonly tx: Tx; readonly at: Date },
  id: number,
  decide: Parameters<MissionChanges['settle']>[1],
): Promise<Settled | undefined> {
  await aloneForDirectory(tx);
  const change = await find(tx, id);
  if (change === undefined) return undefined;
  const settlement = await decide(change, () => lookAround(tx, at));
  await close(tx, id, settlement);
  const drafts = await carryOut(tx, change, settlement);
  await appendAudit(tx, {
    at: settlement.at,
    officer: settlement.by,
    action: `mission.change-${settlement.state}`,
    subject: `mission:${change.missionId}`,
    detail: { change: id, ...hashesOf(change), reason: settlement.reason, drafts },
  });
  return { change: (await find(tx, id)) ?? change, drafts };
}

/** Nothing is published meanwhile: an advisory that comes before is seen here, one that comes after shows what is new. */
async function lookAround(tx: Tx, at: Date): Promise<Circumstances> {
  await sharedWithPublishing(tx);
  const missions = await createMissions({ db: tx }).list();
  return { missions, inForce: await createRevisions(tx).inForce({ at }) };
}

async function close(tx: Tx, id: number, { state, by, at, reason }: Settlement): Promise<void> {
  const { numAffectedRows } = await sql`
    update mission_changes set state = ${state}, decided_by = ${by}, decided_at = ${at}, decided_reason = ${reason ?? null}
    where id = ${id} and state = 'open'`.execute(tx);
  if (numAffectedRows === 1n) return;
  throw new AppError('MISSION_CHANGE_CLOSED', `Change ${id} is decided: expected an open one`);
}

/** Gives the ids of the drafts that were made. */
async function carryOut(
  tx: Tx,
  { missionId }: MissionChange,
  settlement: Settlement,
): Promise<readonly string[]> {
  if (settlement.state !== 'accepted') return [];
  const { mission, corrections, at } = settlement;
  await enter(tx, missionId, { mission, at });
  const drafts: string[] = [];
  for (const correction of corrections) {
    if (await isUnderWay(tx, correction)) continue;
    drafts.push((await insertDraft(tx, correction.draft, at)).id);
  }
  return drafts;
}

async function enter(
  tx: Tx,
  id: string,
  { mission, at }: { readonly mission: Mission | undefined; readonly at: Date },
): Promise<void> {
  if (mission === undefined) {
    await sql`delete from missions where id = ${id}`.execute(tx);
    return;
  }
  await sql`
    insert into missions (id, mission, changed_at) values (${id}, ${json(mission)}, ${at})
    on conflict (id) do update set mission = excluded.mission, changed_at = excluded.changed_at`.execute(
    tx,
  );
}

/** Sending a draft back takes the place of its reason, so what it was made for is read in the audit log. */
async function isUnderWay(tx: Tx, { occasion, draft }: Correction): Promise<boolean> {
  const { rows } = await sql`
    select from drafts d join audit a on a.subject = 'draft:' || d.id and a.action = 'draft.created'
    where d.advisory_id = ${draft.advisoryId} and d.state = 'open'
      and starts_with(a.detail->>'reason', ${`${occasion}: `}) limit 1`.execute(tx);
  return rows.length > 0;
}

async function dialled(
  tx: Tx,
  id: string,
  { by, at }: { readonly by: string; readonly at: Date },
): Promise<Mission | undefined> {
  await aloneForDirectory(tx);
  const verified = { verifiedAt: at.toISOString(), verifiedBy: by };
  const { rows } = await sql<{ mission: unknown }>`
    update missions set mission = mission || ${JSON.stringify(verified)}::jsonb, changed_at = ${at}
    where id = ${id} returning mission`.execute(tx);
  if (rows[0] === undefined) return undefined;
  const action = 'mission.dialled';
  await appendAudit(tx, { at, officer: by, action, subject: `mission:${id}`, detail: {} });
  return missionSchema.parse(rows[0].mission);
}

async function find(db: Database | Tx, id: number): Promise<MissionChange | undefined> {
  const { rows } = await sql`select * from mission_changes where id = ${id}`.execute(db);
  return rows[0] === undefined ? undefined : changeSchema.parse(rows[0]);
}

function json(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** The audit log proves what was accepted; the numbers themselves stand in the change's row. */
function hashesOf({ before, after }: Edit) {
  return { before: before && canonicalHash(before), after: after && canonicalHash(after) };
}

const changeSchema = z
  .object({
    id: z.number(),
    mission_id: z.string(),
    before: missionFactsSchema.nullable(),
    after: missionFactsSchema.nullable(),
    proposed_by: z.string(),
    proposed_at: z.date(),
    reason: z.string(),
    state: z.enum(missionChangeStates),
    decided_by: z.string().nullable(),
    decided_at: z.date().nullable(),
    decided_reason: z.string().nullable(),
  })
  .transform((row) => ({
    id: row.id,
    missionId: row.mission_id,
    before: row.before ?? undefined,
    after: row.after ?? undefined,
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    reason: row.reason,
    state: row.state,
    decided:
      row.decided_by === null || row.decided_at === null
        ? undefined
        : { by: row.decided_by, at: row.decided_at, reason: row.decided_reason ?? undefined },
  }));
