import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Settled, Storm, StormAct, Storms } from '#src/officers/storm.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';
import { findStorm, listEntries, listStorms } from './storm-rows.ts';

export function createStorms(db: Database): Storms {
  return {
    list: (state, page) => listStorms(db, state, page),
    find: (id) => findStorm(db, id),
    entries: (id) => listEntries(db, id),
    release: ({ keys, ...act }) =>
      db.transaction().execute((tx) => settle(tx, act, () => releaseEntries(tx, act, keys))),
    dismiss: (act) => db.transaction().execute((tx) => settle(tx, act, () => dismissAll(tx, act))),
  };
}

/** What an act came to: the keys it took, or those that it asked for in vain. */
type Taken =
  | { readonly keys: readonly string[]; readonly action: 'released' | 'dismissed' }
  | { readonly notHeld: readonly string[] };

/** The storm is locked: an event that comes to it meanwhile waits, and finds what was decided. */
async function settle(tx: Tx, act: StormAct, take: () => Promise<Taken>): Promise<Settled> {
  const { id, by: officer, at, reason } = act;
  const { rows } = await sql<{ state: Storm['state']; source_id: string }>`
    select state, source_id from storms where id = ${id} for update`.execute(tx);
  const [storm] = rows;
  if (storm === undefined) return undefined;
  if (storm.state !== 'open') return { kind: 'closed', state: storm.state };
  const taken = await take();
  if ('notHeld' in taken) return { kind: 'not-held', keys: taken.notHeld };
  await appendAudit(tx, {
    at,
    officer,
    action: `storm.${taken.action}`,
    subject: `storm:${id}`,
    detail: { source: storm.source_id, reason, keys: taken.keys },
  });
  const settled = await findStorm(tx, id);
  return settled && { kind: 'done', storm: settled };
}

async function dismissAll(tx: Tx, act: StormAct): Promise<Taken> {
  const { rows } = await sql<{ key: string }>`
    update advisory_events set storm_state = 'dismissed' where storm_id = ${act.id} and storm_state = 'held' returning key`.execute(
    tx,
  );
  await close(tx, act, 'dismissed');
  return { keys: keysOf(rows), action: 'dismissed' };
}

async function releaseEntries(
  tx: Tx,
  act: StormAct,
  wanted: readonly string[] | undefined,
): Promise<Taken> {
  const { rows } = await sql<{ key: string }>`
    select key from advisory_events where storm_id = ${act.id} and storm_state = 'held'
      and (${wanted ?? null}::text[] is null or key = any(${wanted ?? null}::text[]))`.execute(tx);
  const keys = keysOf(rows);
  const notHeld = wanted?.filter((key) => !keys.includes(key)) ?? [];
  if (notHeld.length > 0) return { notHeld };
  await judgeAgain(tx, act.id, keys);
  if (wanted === undefined || !(await hasMore(tx, act.id))) await close(tx, act, 'released');
  return { keys, action: 'released' };
}

/**
 * The source's last word on each key is judged, and what led to it is superseded. Where that word was no news beside what the
 * storm held, it is now: nobody was told. Where an officer or the public has had a later word, the held one has been overtaken.
 * While a later one is just being judged, both are, and whoever is not the newest waits for an officer.
 */
async function judgeAgain(tx: Tx, stormId: number, keys: readonly string[]): Promise<void> {
  await sql`
    with held as (
      select id, source_id, key from advisory_events
      where storm_id = ${stormId} and storm_state = 'held' and key = any(${[...keys]}::text[])),
    words as (
      select e.id, held.id as held_id,
        e.id = max(e.id) over (partition by held.id) as is_last,
        bool_or(e.judged_at is null) over (partition by held.id) as is_moving,
        bool_or(e.id > held.id and (e.verdict = 'publish' or e.draft_id is not null or e.storm_state in ('held', 'dismissed')))
          over (partition by held.id) as is_overtaken
      from held join advisory_events e on e.source_id = held.source_id and e.key = held.key and e.id >= held.id),
    next as (
      select id, case
        when is_moving then case when id = held_id then 'released' end
        when is_overtaken then case when id = held_id then 'superseded' end
        when is_last then 'released'
        else 'superseded' end as state
      from words)
    update advisory_events e set storm_id = ${stormId}, storm_state = next.state, ${whenReleased('judged_at')},
      ${whenReleased('verdict')}, ${whenReleased('reason')},
      decided_before = case when next.state = 'released' then
        jsonb_build_object('at', e.judged_at, 'outcome', e.verdict, 'rule', e.reason, 'wording', coalesce(e.decision->>'wording', ''))
        else e.decided_before end
    from next where next.id = e.id and next.state is not null`.execute(tx);
}

function whenReleased(column: 'judged_at' | 'verdict' | 'reason'): RawBuilder<unknown> {
  return sql`${sql.ref(column)} = case when next.state = 'released' then null else e.${sql.ref(column)} end`;
}

/** Entries that are held, and those of its poll that may yet come to be. */
async function hasMore(tx: Tx, id: number): Promise<boolean> {
  const { rows } = await sql<{ more: boolean }>`
    select exists (
      select from advisory_events e join storms s on s.id = ${id}
      where e.storm_id = s.id and e.storm_state = 'held'
        or e.source_id = s.source_id and e.poll = s.poll and e.judged_at is null and e.storm_id is null) as more`.execute(
    tx,
  );
  return rows[0]?.more === true;
}

async function close(
  tx: Tx,
  { id, at, by, reason }: StormAct,
  state: 'released' | 'dismissed',
): Promise<void> {
  await sql`
    update storms set state = ${state}, closed_at = ${at}, closed_by = ${by}, reason = ${reason} where id = ${id}`.execute(
    tx,
  );
}

function keysOf(rows: readonly { readonly key: string }[]): readonly string[] {
  return rows.map(({ key }) => key).toSorted();
}
