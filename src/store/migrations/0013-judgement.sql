-- Why each advisory event was judged as it was: every rule that holds it, one sentence for an officer, and what was looked at.
alter table advisory_events add column decision jsonb;
-- What the dialect found odd in what its source says.
alter table advisory_events add column doubts jsonb not null default '[]';
-- The source's polls that were kept are counted; a storm is all events of one poll that are held as one.
alter table sources add column polls bigint not null default 0;
alter table advisory_events add column poll bigint;
create index advisory_events_by_poll on advisory_events (source_id, poll);
