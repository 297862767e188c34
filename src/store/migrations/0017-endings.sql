-- People were told that what a source had said of one of its advisories is over. What it says after that event is of a new
-- one, even where it says the same again.
create table source_endings (
  source_id text not null,
  key text not null,
  after_event bigint not null references advisory_events on delete cascade,
  advisory_id text not null references advisories on delete cascade,
  primary key (source_id, key, after_event)
);

insert into source_endings (source_id, key, after_event, advisory_id)
select d.source_id, d.source_key, max(e.id), min(a.id)
from drafts d
join advisories a on a.id = d.advisory_id and a.source_id is null
join revisions r on r.advisory_id = a.id and r.number = a.latest and r.content->'relation'->>'kind' in ('cancel', 'all-clear')
join advisory_events e on e.source_id = d.source_id and e.key = d.source_key and e.judged_at <= r.published_at
where d.state = 'published'
group by d.source_id, d.source_key;
