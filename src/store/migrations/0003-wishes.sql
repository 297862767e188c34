-- What a citizen can ask for: trips, residence, categories, digests, discreet subjects, several addresses on one wish.

alter table subscriptions
  add column stay text not null default 'none' check (stay in ('none', 'trip', 'residence')),
  -- while alerts are wanted; a wish without dates has no end
  add column active_from timestamptz not null default '-infinity',
  add column active_until timestamptz not null default 'infinity',
  add column rhythm text not null default 'message' check (rhythm in ('message', 'day', 'week')),
  -- keyed token of the reader's time zone, which would tell where they are: workers ask by the tokens of zones whose morning it is
  add column zone bytea,
  add column discreet boolean not null default false,
  -- when somebody who lives there was last asked whether that is still so, and when they last said it is
  add column asked_at timestamptz,
  add column affirmed_at timestamptz,
  -- the wish that this address was added to by its owner; each address confirms, and leaves, by itself
  add column companion_of bigint references subscriptions;
create index subscriptions_companions on subscriptions (companion_of) where companion_of is not null;
create index subscriptions_trips on subscriptions (active_until) where stay = 'trip' and valid_until is null;
create index subscriptions_residences on subscriptions (valid_from) where stay = 'residence' and valid_until is null;
create index subscriptions_digests on subscriptions (rhythm, zone) where rhythm <> 'message' and valid_until is null;

alter table subscriptions drop constraint subscriptions_ended_by_check;
alter table subscriptions add constraint subscriptions_ended_by_check
  check (ended_by in ('change', 'manage', 'unsubscribe', 'suppression', 'erasure', 'trip-over'));

alter table interests
  -- keyed tokens; none is all of them
  add column categories bytea[] not null default '{}',
  -- who lives there hears residents' advice whatever level travellers are given
  add column residence boolean not null default false,
  add column rhythm text not null default 'message',
  add column active_from timestamptz not null default '-infinity',
  add column active_until timestamptz not null default 'infinity';

-- One of its wishes asks for subjects that disclose nothing: kept here, so that a claim reads one row and all mail keeps to it.
alter table addresses add column discreet boolean not null default false;
