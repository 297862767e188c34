-- What protects the people whose addresses are kept: what they agreed to, how they are forgotten, who may ask how often.

-- The privacy notice as it was shown, by its version: a consent that names a text nobody has any more proves nothing.
create table privacy_notices (
  version text primary key,
  -- by language
  texts jsonb not null,
  first_shown_at timestamptz not null default now()
);

-- Why an address may be mailed: which words were shown, in which language, when, and how it came here.
create table consents (
  id bigint generated always as identity primary key,
  address_id bigint not null references addresses,
  -- the wish that it began with; null once that version has been deleted
  subscription_id bigint references subscriptions on delete set null,
  -- asked: one mail, to see whose address it is; alerts: what the subscription says
  purpose text not null check (purpose in ('asked', 'alerts')),
  basis text not null check (basis in ('request', 'consent', 'public-task', 'legal-obligation', 'vital-interests', 'contract')),
  notice_version text not null,
  language text not null,
  origin text not null check (origin in ('form', 'import', 'invitation', 'companion', 'undo')),
  at timestamptz not null default clock_timestamp()
);
create index consents_by_address on consents (address_id, id);
create index consents_by_subscription on consents (subscription_id) where subscription_id is not null;

-- Forgetting ----------------------------------------------------------------------------------------------

alter table addresses
  -- a tombstone: the address is gone and its keyed hash stays, so that nobody but its owner brings it back
  add column erased_at timestamptz,
  -- when wishes of it were deleted last: what went out before cannot be held against them any more
  add column cut_at timestamptz;
create index addresses_by_cut on addresses (cut_at) where cut_at is not null;
-- signed up and never confirmed, or of our own people: few at any time
create index addresses_unsubscribed on addresses (created_at) where not subscribed and ended_at is null and ciphertext is not null;

alter table subscriptions
  drop constraint subscriptions_replaces_fkey,
  drop constraint subscriptions_companion_of_fkey,
  add foreign key (replaces) references subscriptions on delete set null,
  add foreign key (companion_of) references subscriptions on delete set null;
create index subscriptions_by_replaced on subscriptions (replaces) where replaces is not null;
create index subscriptions_by_end on subscriptions (valid_until) where valid_until is not null;
create index subscriptions_unconfirmed on subscriptions (requested_at) where valid_from is null;
create index link_tokens_by_address on link_tokens (address_id);
create index link_tokens_by_subscription on link_tokens (subscription_id) where subscription_id is not null;
create index link_tokens_by_expiry on link_tokens (expires_at);
create index briefings_by_recipient on briefings (recipient_id, purpose);
create index deliveries_standing_settled on deliveries_standing (settled_at) where settled_at is not null;

-- when the last row about who was told of it was deleted, after it was marked as forgotten
alter table publications add column emptied_at timestamptz;
create index publications_to_empty on publications (id) where forgotten_at is not null and emptied_at is null;

-- How much was forgotten, by rule: all that is left of it.
create table forgotten_counts (
  rule text primary key,
  count bigint not null,
  last_at timestamptz not null
);

-- Who may ask how often -----------------------------------------------------------------------------------

-- A bucket of requests for mail: everybody's, that of a network (a keyed hash of its prefix, never the prefix), or that of
-- what looks like a machine. It is full until then; in the past it says nothing and is deleted.
create table paces (
  bucket bytea primary key,
  full_until timestamptz not null
);

-- The operator's crisis switch: limits are this many times wider until it ends, by itself or by hand.
create table crises (
  id bigint generated always as identity primary key,
  factor int not null check (factor between 2 and 1000),
  reason text not null,
  officer text not null,
  begun_at timestamptz not null,
  ends_at timestamptz not null,
  ended_at timestamptz,
  check (ends_at > begun_at)
);
create index crises_open on crises (ends_at) where ended_at is null;

-- Keys ----------------------------------------------------------------------------------------------------

-- Processes that hold data keys: nothing is sealed under a new one before all of them can read it.
create table key_holders (
  process uuid primary key,
  versions int[] not null,
  seals int not null,
  seen_at timestamptz not null default clock_timestamp()
);
