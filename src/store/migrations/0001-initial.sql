-- The record. Whatever a queue forgets, these rows know. No row about a citizen holds an address, place or
-- interest in clear: addresses are AES-256-GCM with an HMAC index, interests are keyed tokens.

-- Ears ----------------------------------------------------------------------------------------------------

create table sources (
  id text primary key,
  cursor jsonb not null default '{}',
  next_poll_at timestamptz not null default now(),
  last_success_at timestamptz,
  last_change_at timestamptz,
  failures int not null default 0,
  last_error text
);

create table reports (
  id bigint generated always as identity primary key,
  source_id text not null,
  key text not null,
  url text,
  content_type text not null,
  body bytea not null,
  sha256 text not null,
  licence text not null,
  fetched_at timestamptz not null
);
create index reports_latest on reports (source_id, key, id desc);

create table advisory_events (
  id bigint generated always as identity primary key,
  source_id text not null,
  key text not null,
  report_id bigint references reports,
  content jsonb,
  -- what was read in a text in prose, each with its sentence
  proposal jsonb,
  source_changed_at timestamptz,
  -- what its poll looked like as a whole, to see storms
  changed_in_poll int not null,
  countries_of_source int not null,
  first_sight boolean not null,
  created_at timestamptz not null default now(),
  judged_at timestamptz,
  change jsonb,
  verdict text check (verdict in ('publish', 'review', 'ignore')),
  reason text,
  draft_id uuid,
  -- what the draft said then: a verdict holds for that and for no later edit
  draft_hash text,
  check ((draft_id is null) = (draft_hash is null)),
  check ((judged_at is null) = (verdict is null) and (verdict is null) = (reason is null))
);
create index advisory_events_unjudged on advisory_events (id) where judged_at is null;
create index advisory_events_publishing on advisory_events (draft_id) where verdict = 'publish';
create index advisory_events_by_key on advisory_events (source_id, key, id desc);

-- News ----------------------------------------------------------------------------------------------------

create table advisories (
  id text primary key,
  issuer text not null,
  -- the source's own key, where a feed keeps the advisory
  source_id text,
  source_key text,
  latest int not null default 0,
  created_at timestamptz not null default now(),
  unique (source_id, source_key)
);

create table revisions (
  advisory_id text not null references advisories,
  number int not null check (number > 0),
  content jsonb not null,
  change text not null,
  lane text not null,
  published_at timestamptz not null,
  published_by text not null,
  primary key (advisory_id, number)
);
create index revisions_by_time on revisions (published_at desc);

create table drafts (
  id uuid primary key default gen_random_uuid(),
  advisory_id text references advisories,
  source_id text,
  source_key text,
  state text not null default 'open' check (state in ('open', 'published', 'dismissed')),
  content jsonb not null,
  lane text not null,
  hash text not null,
  author text not null,
  reason text,
  -- the text that an approver sent back: it goes out only edited, or approved after all
  sent_back_hash text,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create index drafts_by_state on drafts (state, changed_at desc);

create table approvals (
  draft_id uuid not null references drafts,
  officer text not null,
  at timestamptz not null,
  hash text not null,
  audience bigint not null,
  primary key (draft_id, officer, hash)
);

create table missions (
  id text primary key,
  mission jsonb not null,
  changed_at timestamptz not null default now()
);

-- Staff ---------------------------------------------------------------------------------------------------

create table officer_tokens (
  hash bytea primary key,
  officer text not null,
  roles text[] not null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  officer text not null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}',
  previous bytea not null,
  hash bytea not null unique
);
create index audit_by_subject on audit (subject);

-- Wishes --------------------------------------------------------------------------------------------------

create table addresses (
  id bigint generated always as identity primary key,
  -- null in the tombstone of an erased person
  ciphertext bytea,
  lookup bytea unique,
  -- raising it revokes every unsubscribe link made before
  epoch int not null default 0,
  -- has a confirmed wish that has not ended; kept in the transactions that confirm and end, so that a claim reads one row
  subscribed boolean not null default false,
  suppressed boolean not null default false,
  -- the last moment at which it stopped being mailable; workers follow it so that no later message begins
  ended_at timestamptz,
  created_at timestamptz not null default now()
);
create index addresses_by_end on addresses (ended_at) where ended_at is not null;

create table subscriptions (
  id bigint generated always as identity primary key,
  address_id bigint not null references addresses,
  -- the version that this one replaces: wishes are versioned, never updated in place
  replaces bigint references subscriptions,
  -- places and kinds as their owner chose them, encrypted like the address
  wish bytea not null,
  language text not null,
  requested_at timestamptz not null default now(),
  -- null until confirmed
  valid_from timestamptz,
  valid_until timestamptz,
  ended_by text check (ended_by in ('change', 'manage', 'unsubscribe', 'suppression', 'erasure')),
  check (valid_until is null or valid_from is not null)
);
create index subscriptions_by_address on subscriptions (address_id, id);

-- One row per keyed label that a subscription follows. It carries all that planning reads, so that planning joins nothing.
create table interests (
  label bytea not null,
  address_id bigint not null,
  subscription_id bigint not null references subscriptions,
  threshold smallint not null,
  kinds text[] not null,
  language text not null,
  valid_from timestamptz not null,
  valid_until timestamptz,
  primary key (label, address_id, subscription_id)
);
create index interests_by_subscription on interests (subscription_id);

create table link_tokens (
  hash bytea primary key,
  purpose text not null check (purpose in ('confirm', 'manage')),
  address_id bigint not null references addresses,
  subscription_id bigint references subscriptions,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);

create table suppressions (
  lookup bytea primary key,
  address_id bigint not null references addresses,
  reason text not null,
  evidence text,
  at timestamptz not null default now()
);
create index suppressions_by_address on suppressions (address_id);

-- Embassies -----------------------------------------------------------------------------------------------

create table endpoints (
  id bigint generated always as identity primary key,
  public_id text not null unique,
  name text not null,
  url text not null,
  secret bytea not null,
  -- null follows every country
  countries text[],
  state text not null default 'active' check (state in ('active', 'paused', 'disabled')),
  reason text,
  created_at timestamptz not null default now(),
  valid_from timestamptz not null default clock_timestamp(),
  valid_until timestamptz,
  -- since when every attempt has failed
  failing_since timestamptz
);

-- Duty ----------------------------------------------------------------------------------------------------

create table publications (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('revision', 'notices')),
  advisory_id text,
  revision int,
  lane text not null check (lane in ('emergency', 'urgent', 'routine')),
  state text not null default 'running' check (state in ('running', 'paused', 'stopped', 'superseded', 'done')),
  published_at timestamptz not null,
  deliver_by timestamptz not null,
  -- citizens' deliveries are written in windows of address ids; everything up to here is
  planned_through bigint not null default 0,
  planned_at timestamptz,
  -- endpoints are few: theirs are written with the publication itself
  endpoints_eligible int not null default 0,
  -- after this nothing more of it is begun
  expires_at timestamptz,
  first_sent_at timestamptz,
  -- when every delivery had its outcome
  closed_at timestamptz,
  -- when the rows were last held against who was eligible, and when nothing was wrong for good: what is proved stays proved
  checked_at timestamptz,
  proved_at timestamptz,
  -- what was wrong at the last check, by kind; null when nothing was
  faults jsonb,
  -- when its deliveries were dropped, long after its advisory had ended; counts stay
  forgotten_at timestamptz,
  unique (advisory_id, revision),
  foreign key (advisory_id, revision) references revisions (advisory_id, number),
  check ((kind = 'revision') = (advisory_id is not null and revision is not null))
);
create index publications_unfinished on publications (id) where closed_at is null;
create index publications_by_advisory on publications (advisory_id, id);
create index publications_unproved on publications (id) where proved_at is null;

insert into publications (kind, lane, published_at, deliver_by, planned_at)
values ('notices', 'urgent', now(), 'infinity', now());

-- Worker processes that claim. Each holds a session's lock on its id as long as it lives (src/store/presence.ts).
create sequence worker_ids as int cycle;
create table workers (
  id int primary key,
  -- when its session was first seen to be gone
  absent_since timestamptz
);

-- No foreign keys here: planning writes a million rows, and each would look its parents up.
create table deliveries (
  publication_id bigint not null,
  channel text not null check (channel in ('email', 'webhook')),
  -- an address or an endpoint
  recipient_id bigint not null,
  -- empty for an alert; tells a person's notices and digests apart
  purpose text not null default '',
  state text not null default 'pending' check (state in ('pending', 'sent', 'withheld', 'superseded', 'suppressed', 'unsubscribed', 'failed', 'expired')),
  reason text,
  language text not null,
  -- told because an earlier revision alerted them, whatever they wish now
  follow_up boolean not null default false,
  -- the publication whose message opened the thread to this recipient
  thread_publication_id bigint,
  attempts smallint not null default 0,
  fence int not null default 0,
  leased_until timestamptz,
  -- the worker that claimed it last
  worker_id int,
  -- an attempt whose answer was lost, or a worker that died while it held the row: the message may have arrived
  possibly_sent boolean not null default false,
  due_at timestamptz not null default now(),
  settled_at timestamptz,
  -- numbers first: words are compared only where these are equal
  primary key (publication_id, recipient_id, channel, purpose),
  check ((state = 'pending') = (settled_at is null)),
  check (state = 'pending' or reason is not null)
) partition by range (publication_id);
-- whose worker may have died: found at once, however many are due besides
create index deliveries_leased on deliveries (publication_id, leased_until) where state = 'pending' and leased_until > '-infinity';
create index deliveries_pending on deliveries (publication_id, channel, due_at) where state = 'pending';
-- few at any time; whoever shows a publication counts them
create index deliveries_unknown on deliveries (publication_id) where state = 'pending' and possibly_sent;
-- one call in flight per endpoint, across publications
create index deliveries_by_endpoint on deliveries (recipient_id, publication_id) where channel = 'webhook' and state = 'pending';

-- Partitions of a hundred publications each, made ahead and dropped whole when their advisories have ended
-- (src/store/partitions.ts).
create table deliveries_standing partition of deliveries for values from (minvalue) to (2);
create table deliveries_2 partition of deliveries for values from (2) to (102);
create table deliveries_102 partition of deliveries for values from (102) to (202);
-- Whatever has no partition yet is not refused.
create table deliveries_elsewhere partition of deliveries default;

-- What a notice "in force for the places you chose" told, so that an all-clear reaches its reader too.
create table briefings (
  advisory_id text not null references advisories,
  recipient_id bigint not null,
  revision int not null,
  publication_id bigint not null,
  purpose text not null,
  primary key (advisory_id, recipient_id, purpose)
);

-- Counted where rows change state, per worker, so that nothing counts rows on the hot path.
create table publication_counts (
  publication_id bigint not null references publications,
  worker text not null,
  channel text not null,
  outcome text not null,
  count bigint not null,
  primary key (publication_id, worker, channel, outcome)
);

-- Leases that ended unsettled and were recalled, by who found them: workers that may still hold some see the sum grow.
create table recalls (
  publication_id bigint not null references publications,
  worker text not null,
  count bigint not null,
  primary key (publication_id, worker)
);

create table attempts (
  id bigint generated always as identity primary key,
  publication_id bigint not null,
  channel text not null,
  recipient_id bigint not null,
  purpose text not null,
  at timestamptz not null default now(),
  outcome text not null,
  reason text not null
);
create index attempts_by_delivery on attempts (publication_id, channel, recipient_id, purpose);

-- What is wrong now and must not stay unseen. A row begins and ends with its trouble, so that many processes that look
-- say it once; what stands here is what /metrics, readiness and doctor tell.
create table alarms (
  kind text not null,
  subject text not null,
  count bigint not null,
  since timestamptz not null default now(),
  primary key (kind, subject)
);

-- How far each queue with work that is due had come when it was last looked at, and since when it stands there.
create table queue_marks (
  queue text primary key,
  mark text not null,
  since timestamptz not null,
  looked_at timestamptz not null
);

-- Messages of ours to ourselves on each channel, every few minutes. They are deliveries of the standing publication.
create table canaries (
  id bigint generated always as identity primary key,
  channel text not null check (channel in ('email', 'webhook')),
  recipient_id bigint not null,
  sent_at timestamptz not null default clock_timestamp(),
  arrived_at timestamptz
);
create index canaries_by_time on canaries (channel, sent_at desc);

create function lane_rank(lane text) returns int language sql immutable parallel safe
  return case lane when 'emergency' then 0 when 'urgent' then 1 else 2 end;
