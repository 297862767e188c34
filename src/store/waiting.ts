import { sql } from 'kysely';

import type { Waiting } from '#src/dispatch/waiting.ts';

import type { Database } from './database.ts';

/** What lies on the officers' desk and must not lie there unseen, the longest first. */
export async function findWaiting(db: Database): Promise<readonly Waiting[]> {
  const { rows } = await sql<Exclude<Waiting, { readonly kind: 'source.storm' }>>`
    select kind, subject, lane, round(extract(epoch from now() - since))::int as "waitedSeconds" from (
      select 'approval.awaited' as kind, d.id::text as subject, d.lane, d.submitted_at as since from drafts d
      where d.state = 'open' and d.lane = 'emergency' and d.submitted_at is not null
      union all
      select 'draft.not-published', d.id::text, d.lane, s.publish_at from schedules s join drafts d on d.id = s.draft_id
      where d.state = 'open' and (s.refused is not null or s.publish_at < now() - interval '5 minutes')
      union all
      select 'release.unreviewed', l.publication_id::text, p.lane, l.at from lone_releases l join publications p on p.id = l.publication_id
      where l.verdict is null
      union all
      select 'source.held', d.id::text, d.lane, d.created_at from drafts d
      where d.state = 'open' and d.lane <> 'routine' and d.submitted_at is null
        and exists (select from advisory_events e where e.draft_id = d.id and e.verdict = 'review'
          and (d.content->>'kind' = 'travel-advice' or e.proposal is not null))
      union all
      select 'acknowledgement.missing', v.public_id, v.lane, min(a.due_at) from acknowledgements a join events v on v.id = a.event_id
      where a.acknowledged_at is null and a.replaced_at is null and a.escalates_at is null
      group by v.id
    ) waiting order by since, subject`.execute(db);
  return [...rows, ...(await openStorms(db))].toSorted((a, b) => b.waitedSeconds - a.waitedSeconds);
}

async function openStorms(db: Database): Promise<readonly Waiting[]> {
  const { rows } = await sql<Extract<Waiting, { readonly kind: 'source.storm' }>>`
    select 'source.storm' as kind, s.id::text as subject, s.source_id as "sourceId", coalesce(max(e.changed_in_poll), 0) as changed,
      coalesce(max(e.countries_of_source), 0) as listed, round(extract(epoch from now() - s.opened_at))::int as "waitedSeconds"
    from storms s left join advisory_events e on e.storm_id = s.id
    where s.state = 'open' group by s.id order by s.id`.execute(db);
  return rows;
}
