-- What protects the people whose addresses are kept: what they agreed to.

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
  -- the wish that it began with
  subscription_id bigint references subscriptions,
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
