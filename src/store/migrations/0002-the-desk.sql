-- What officers do before and after a draft goes out: submit, schedule, release alone, keep the mission directory.

alter table drafts
  -- rises with whatever is done to it: publishing goes by what was judged, and by nothing later
  add column version int not null default 1,
  -- the revision of its advisory that it was made from: once another one has gone out, it would take back what that said
  add column based_on int,
  -- texts that an approver sent back: they go out only edited, or approved after all
  add column sent_back text[] not null default '{}',
  -- who asked for a verdict on the present text, and when; an edit or a verdict ends that
  add column submitted_by text,
  add column submitted_at timestamptz;
update drafts set sent_back = array[sent_back_hash] where sent_back_hash is not null;
alter table drafts drop column sent_back_hash;

alter table approvals
  -- fingerprint of the message that this text made: a template or a mission's number may change without the text. Nobody knows
  -- what was seen of earlier ones, so they are asked for anew
  add column message text not null default '',
  -- edited since: coming back to the same words does not bring it back
  add column voided boolean not null default false;
alter table approvals alter column message drop default;

-- Drafts that go out by themselves when their time comes, in somebody's name.
create table schedules (
  draft_id uuid primary key references drafts,
  publish_at timestamptz not null,
  officer text not null,
  hash text not null,
  -- fingerprint of what readers would have got when it was set
  message text not null,
  withhold_outside_allowlist boolean not null,
  -- why it did not go out
  refused text
);
create index schedules_due on schedules (publish_at) where refused is null;

-- Emergencies that one person released because no second one acted, and what another one said of it afterwards.
create table lone_releases (
  publication_id bigint primary key references publications,
  draft_id uuid not null references drafts,
  officer text not null,
  at timestamptz not null,
  reason text not null,
  reviewed_by text,
  reviewed_at timestamptz,
  verdict text check (verdict in ('upheld', 'objected')),
  note text,
  check ((reviewed_by is null) = (verdict is null) and (verdict is null) = (note is null))
);

-- A change of the directory waits for another officer: no number is typed in by one person. Rows stay when it is decided.
create table mission_changes (
  id bigint generated always as identity primary key,
  mission_id text not null,
  -- null for a mission that is new
  before jsonb,
  -- null for one that is to be removed
  after jsonb,
  proposed_by text not null,
  proposed_at timestamptz not null,
  reason text not null,
  state text not null default 'open' check (state in ('open', 'accepted', 'rejected', 'withdrawn')),
  decided_by text,
  decided_at timestamptz,
  decided_reason text,
  check (before is not null or after is not null),
  check ((state = 'open') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  check (state <> 'accepted' or decided_by <> proposed_by)
);
create index mission_changes_by_state on mission_changes (state, id desc);
create index mission_changes_by_mission on mission_changes (mission_id);

-- told of exercises and tests too
alter table endpoints add column exercises boolean not null default false;
