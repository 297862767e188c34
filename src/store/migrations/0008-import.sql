-- Lists of people that an operator brings in: an embassy's, or an organisation's that invites its staff.
create table imports (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('import', 'invitation')),
  -- SHA-256 of the file: one that was cut off is known again by it
  file_hash bytea not null,
  -- whose list it is, encrypted: it may tell where somebody works
  organisation bytea,
  -- why its people were subscribed without being asked, and in whose words; null where each was asked
  basis text check (basis in ('consent', 'public-task', 'legal-obligation', 'vital-interests', 'contract')),
  because text,
  -- who ran it
  operator text not null,
  begun_at timestamptz not null default clock_timestamp(),
  -- records of the file that are committed; whoever goes on must go on from here
  rows_done bigint not null default 0,
  -- length of the file of rejected rows when they were
  rejected_bytes bigint not null default 0,
  counts jsonb not null,
  -- mails to its people are queued when all rows are in: from when, how many a minute, how far
  per_minute int not null check (per_minute > 0),
  mailing_from timestamptz,
  mailed bigint not null default 0,
  mailed_through bigint not null default 0,
  finished_at timestamptz,
  check ((basis is null) = (because is null)),
  check (kind = 'import' or basis is null)
);
-- a list is brought in once at a time
create unique index imports_unfinished on imports (file_hash, kind) where finished_at is null;

-- the list by which a wish came here
alter table subscriptions add column import_id bigint references imports;
create index subscriptions_by_import on subscriptions (import_id, id) where import_id is not null;
