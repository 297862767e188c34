import { sql } from 'kysely';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { Content } from '#src/advisory/advisory.ts';
import type { SourceHistory } from '#src/advisory/event.ts';
import { figuresOfPolicy } from '#src/advisory/figures.ts';

import type { Database } from './database.ts';

type Past = Pick<
  SourceHistory,
  'previous' | 'previousChangedAt' | 'hadVanished' | 'standing' | 'recent' | 'hasEnded'
>;

interface Row {
  readonly previous: unknown;
  readonly previous_changed_at: Date | null;
  readonly had_vanished: boolean | null;
  readonly standing: unknown;
  readonly recent: readonly unknown[];
  readonly has_ended: boolean;
}

/**
 * What the source said of an advisory before an event, and how far each word got. What stands is the last word before the
 * first that still waits for an officer: an open draft, or one that is held in a storm. What is published, decided or not
 * news has been seen; nothing stands of what people were told is over. What was superseded in a storm is as if it had not been said: a later word has taken its place. So are exercises and tests.
 */
export async function pastOf(db: Database, eventId: number): Promise<Past> {
  const row = await rowOf(db, eventId);
  return {
    previous: contentOf(row.previous),
    previousChangedAt: row.previous_changed_at ?? undefined,
    hadVanished: row.had_vanished ?? false,
    standing: contentOf(row.standing),
    recent: row.recent.flatMap((stored) => contentOf(stored) ?? []),
    hasEnded: row.has_ended,
  };
}

async function rowOf(db: Database, eventId: number): Promise<Row> {
  const { flappingDays, flappingPolls } = figuresOfPolicy;
  const { rows } = await sql<Row>`
    with event as (select id, source_id, key, created_at, poll from advisory_events where id = ${eventId}),
    earlier as (
      select b.* from advisory_events b, event e where b.source_id = e.source_id and b.key = e.key and b.id < e.id
        and b.storm_state is distinct from 'superseded'
        and coalesce(b.content ->> 'status', 'actual') = 'actual'),
    ending as (
      select max(n.after_event) as after_event from source_endings n, event e where n.source_id = e.source_id and n.key = e.key),
    waiting as (
      select b.id from earlier b left join drafts d on d.id = b.draft_id
      where b.verdict = 'review' and (d.state = 'open' or b.storm_state = 'held')
        and not exists (
          select from earlier later left join drafts its on its.id = later.draft_id
          where later.id > b.id and (later.verdict = 'publish' or later.verdict = 'review' and its.state <> 'open'))
      order by b.id limit 1),
    last_words as (
      select id, content, source_changed_at, created_at, poll,
        lead(created_at) over (order by id) as until, lead(poll) over (order by id) as until_poll
      from (select * from earlier where content is not null order by id desc limit 12) newest)
    select previous.content as previous, previous.source_changed_at as previous_changed_at,
      (select content is null from earlier order by id desc limit 1) as had_vanished,
      (select content from earlier b where content is not null and b.id > coalesce((select after_event from ending), 0) and (not exists (select from waiting) or b.id < (select id from waiting))
        order by id desc limit 1) as standing,
      (select after_event is not null and not exists (
        select from earlier b where b.id > after_event and content is not null and verdict in ('publish', 'review')) from ending) as has_ended,
      array(select w.content from last_words w, event e
        where w.until >= e.created_at - ${flappingDays} * interval '1 day' or w.until_poll >= e.poll - ${flappingPolls}
        order by w.id desc) as recent
    from event e
    left join lateral (select content, source_changed_at from last_words order by id desc limit 1) previous on true`.execute(
    db,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('expected the advisory event that is judged');
  return row;
}

export function contentOf(stored: unknown): Content | undefined {
  return stored === null || stored === undefined ? undefined : contentSchema.parse(stored);
}
