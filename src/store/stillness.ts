import { sql } from 'kysely';

import type { QueueName } from '#config/queues.ts';
import { watch } from '#config/watch.ts';
import type { Stillness } from '#src/dispatch/watch.ts';

import type { Database } from './database.ts';
import { isHeld } from './held.ts';
import { isLineDue, isLineHeld } from './lines.ts';
import { hasDueMail, isOpen } from './unfinished.ts';

/**
 * Queues whose rows say that work is due and that none has been done for a while. A queue moves when an outcome is
 * counted, a row is held by a worker that lives, a window is planned, an event is judged.
 */
export function createStillness(db: Database): Stillness {
  return {
    async still(forMs) {
      const { rows } = await sql<{ queue: QueueName }>`
        with due as materialized (${dueByQueue}), marks as (
          select queue, string_agg(mark, ',' order by mark) as mark from due group by queue
        ), looked as (
          insert into queue_marks (queue, mark, since, looked_at)
          select m.queue, m.mark, ${since}, now() from marks m left join queue_marks q on q.queue = m.queue
          on conflict (queue) do update set mark = excluded.mark, since = excluded.since, looked_at = excluded.looked_at
          returning queue, since
        ), over as (
          delete from queue_marks q where not exists (select from marks m where m.queue = q.queue)
        )
        select queue from looked where since <= now() - ${forMs} * interval '1 millisecond' order by queue`.execute(
        db,
      );
      return rows.map(({ queue }) => queue);
    },
  };
}

/** Whether a row is held is asked only where nothing was counted: it reads all that are pending. */
const since = sql`
  case
    when q.queue is null or q.mark <> m.mark or q.looked_at < now() - ${6 * watch.everyMs} * interval '1 millisecond' then now()
    when exists (
      select from due join deliveries d on d.publication_id = due.publication_id and d.channel = due.channel
      where due.queue = m.queue and d.state = 'pending' and ${isHeld('d')}) then now()
    when m.queue = 'deliver-webhooks' and exists (select from lines l where ${isLineHeld}) then now()
    else q.since
  end`;

const dueMail = sql`
  select p.id as publication_id, 'email'::text as channel, lane_rank(p.lane) as rank, p.lane
  from publications p where ${isOpen} and p.state = 'running' and (p.expires_at is null or p.expires_at > now()) and ${hasDueMail}`;

/** Lower lanes stand still by order while a higher one is due, so only the highest counts. */
const dueByQueue = sql`
  select queue, publication_id, channel, publication_id || ':' || (
      select coalesce(sum(count), 0) from publication_counts c
      where c.publication_id = highest.publication_id and c.channel = highest.channel and c.outcome <> 'planned') as mark
  from (
    select *, rank = min(rank) over () as is_highest,
      case when lane = 'emergency' then 'deliver-emergency' else 'deliver' end as queue
    from (${dueMail}) every_due
  ) highest where is_highest
  union all
  select 'deliver-webhooks', null, null, sum(l.fence) || ':' || count(*) from lines l where ${isLineDue} having count(*) > 0
  union all
  select 'publications', p.id, null, p.id || ':' || p.planned_through from publications p where ${isOpen} and p.planned_at is null
  union all
  select 'advisory-events', null, null, min(e.id) || ':' || count(*) from advisory_events e where e.judged_at is null having count(*) > 0`;
