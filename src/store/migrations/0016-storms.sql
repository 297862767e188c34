-- All that changed at once in one poll of a source and is held as one item.
create table storms (
  id bigint generated always as identity primary key,
  source_id text not null,
  -- which of the source's polls: whichever event of it is judged first opens the storm, the others find it
  poll bigint not null,
  opened_at timestamptz not null default now(),
  state text not null default 'open' check (state in ('open', 'released', 'dismissed')),
  closed_at timestamptz,
  closed_by text,
  reason text,
  unique (source_id, poll),
  check ((state = 'open') = (closed_at is null) and (closed_at is null) = (closed_by is null) and (closed_by is null) = (reason is null))
);
create index storms_open on storms (id) where state = 'open';

alter table advisory_events
  add column storm_id bigint references storms,
  -- held with its storm; released: to be judged, or judged, without the storm; dismissed: seen, and nothing went out;
  -- superseded: its source has said the same or more since, and that is judged in its place
  add column storm_state text check (storm_state in ('held', 'released', 'dismissed', 'superseded')),
  -- what had been decided before an officer had it judged again
  add column decided_before jsonb,
  add check ((storm_id is null) = (storm_state is null));
create index advisory_events_by_storm on advisory_events (storm_id) where storm_id is not null;
create index advisory_events_by_draft on advisory_events (draft_id) where draft_id is not null;
