-- Embassies' systems: what each is told is a line of its own, numbered without gaps, and outlives the deliveries of mail.

-- Endpoints ------------------------------------------------------------------------------------------------

alter table endpoints add column kind text not null default 'webhook' check (kind in ('webhook', 'mail'));
alter table endpoints add column format text not null default 'json' check (format in ('json', 'cap'));
alter table endpoints add column detail text not null default 'full' check (detail in ('full', 'thin'));
-- what it wants to hear about (src/endpoints/filter.ts); a part that is absent lets everything through
alter table endpoints add column filter jsonb not null default '{}';
-- whom to mail, in order, encrypted like citizens' addresses; of kind `mail` the first is where its calls go
alter table endpoints add column contacts bytea;
alter table endpoints add column verified_at timestamptz;
-- when its contacts were told that it is disabled, or that it has been failing for a while; null when that is over
alter table endpoints add column told_disabled_at timestamptz;
alter table endpoints add column told_failing_at timestamptz;
alter table endpoints alter column url drop not null;
alter table endpoints add check ((kind = 'webhook') = (url is not null));
alter table endpoints drop constraint endpoints_state_check;
alter table endpoints add check (state in ('unverified', 'active', 'paused', 'disabled'));
update endpoints set verified_at = created_at, filter = jsonb_strip_nulls(jsonb_build_object(
  'countries', to_jsonb(countries),
  'statuses', case when exercises then '["actual", "exercise", "test"]'::jsonb else '["actual"]'::jsonb end));
alter table endpoints drop column countries;
alter table endpoints drop column exercises;

-- What signs the calls to an endpoint: several at a time while one replaces another, and all that have not ended sign.
create table endpoint_secrets (
  id bigint generated always as identity primary key,
  endpoint_id bigint not null references endpoints,
  scheme text not null check (scheme in ('v1', 'v1a')),
  -- as its owner is shown it (`whsec_…`), or our ed25519 key (`whsk_…`), encrypted
  secret bytea not null,
  -- `whpk_…` of v1a
  public_key text,
  created_at timestamptz not null default now(),
  ends_at timestamptz,
  check ((scheme = 'v1a') = (public_key is not null))
);
-- in their order: where sorting is switched off, every key there is would be read for one line
create index endpoint_secrets_by_endpoint on endpoint_secrets (endpoint_id, id);

insert into endpoint_secrets (endpoint_id, scheme, secret, created_at)
select id, 'v1', secret, created_at from endpoints;
alter table endpoints drop column secret;

-- Events ---------------------------------------------------------------------------------------------------

-- Something that endpoints are told of.
create table events (
  id bigint generated always as identity primary key,
  -- `evt_…`: the webhook-id of every call about it, whatever the endpoint, attempt or replay
  public_id text not null unique,
  type text not null,
  at timestamptz not null,
  lane text not null check (lane in ('emergency', 'urgent', 'routine')),
  publication_id bigint references publications,
  draft_id text,
  -- of an event that concerns one endpoint alone
  endpoint_id bigint references endpoints,
  -- what it is composed from where no revision says it: the content that was approved, how far a publication came
  facts jsonb,
  -- `{ type, timestamp, data }` as it was first composed, without what differs from endpoint to endpoint
  payload json
);
create index events_by_publication on events (publication_id) where publication_id is not null;
create unique index events_once on events (publication_id, type) where type like 'advisory.%' and publication_id is not null;

-- One endpoint and one event: the row that is the truth about it. Rounds after the first are replays.
create table calls (
  endpoint_id bigint not null references endpoints,
  sequence bigint not null,
  round smallint not null default 0,
  event_id bigint not null references events,
  -- of a revision that is going out, and may be stopped or replaced; null of replays, which nothing replaces
  publication_id bigint,
  -- rank of the lane: 0 is an emergency
  urgency smallint not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'withheld', 'superseded', 'suppressed', 'unsubscribed', 'failed', 'expired')),
  reason text,
  attempts smallint not null default 0,
  due_at timestamptz not null default '-infinity',
  -- it was answered and refused so often that those behind it need not wait for it
  set_aside boolean not null default false,
  possibly_sent boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  settled_at timestamptz,
  -- what the last attempt brought
  attempted_at timestamptz,
  took_ms int,
  status smallint,
  response text,
  primary key (endpoint_id, sequence, round),
  check ((state = 'pending') = (settled_at is null)),
  check (state = 'pending' or reason is not null)
);
create unique index calls_once on calls (event_id, endpoint_id, round);
create index calls_pending on calls (endpoint_id, set_aside, round, sequence) where state = 'pending';
create index calls_of_emergencies on calls (endpoint_id, round, sequence) where state = 'pending' and urgency = 0;
create index calls_open on calls (publication_id) where state = 'pending' and publication_id is not null;

create index calls_answered on calls (attempted_at) where response is not null;

-- Attempts that were followed by another one; the last one stands in its call.
create table call_attempts (
  endpoint_id bigint not null,
  sequence bigint not null,
  round smallint not null,
  number smallint not null,
  at timestamptz not null,
  took_ms int,
  status smallint,
  reason text not null,
  response text,
  primary key (endpoint_id, sequence, round, number),
  foreign key (endpoint_id, sequence, round) references calls on delete cascade
);
create index call_attempts_answered on call_attempts (at) where response is not null;

-- What moves of an endpoint. One worker at a time holds a line, so its calls leave one after the other, in order.
create table lines (
  endpoint_id bigint primary key references endpoints,
  last_sequence bigint not null default 0,
  -- events up to this one have been kept long enough and are gone from the log
  forgotten_through bigint not null default 0,
  -- when it wants a worker; kept wherever its calls change
  due_at timestamptz not null default 'infinity',
  -- the most urgent call that waits
  urgency smallint not null default 2,
  leased_until timestamptz,
  fence int not null default 0,
  worker_id int,
  -- the call that its worker is at
  calling bigint,
  calling_round smallint,
  -- calls in a row that failed, and since when
  failures int not null default 0,
  failing_since timestamptz
) with (fillfactor = 50);
create index lines_due on lines (urgency, due_at) where due_at < 'infinity';
-- one that was failing has failed at least once: the next success clears both
insert into lines (endpoint_id, failures, failing_since) select id, (failing_since is not null)::int, failing_since from endpoints;
alter table endpoints drop column failing_since;

-- Acknowledgement ------------------------------------------------------------------------------------------

create table acknowledgements (
  endpoint_id bigint not null references endpoints,
  event_id bigint not null references events on delete cascade,
  asked_at timestamptz not null default now(),
  due_at timestamptz not null,
  acknowledged_at timestamptz,
  -- in the words of whoever did, and how: a signed call, the link in a mail, an officer by telephone
  acknowledged_by text,
  means text check (means in ('call', 'link', 'officer')),
  -- a later message of the same advisory took its place, or its endpoint was removed: nobody is asked any more
  replaced_at timestamptz,
  -- contacts that were mailed because nobody answered
  escalated smallint not null default 0,
  -- when the next one is; null when it was acknowledged or replaced, or nobody is left
  escalates_at timestamptz,
  primary key (endpoint_id, event_id),
  check ((acknowledged_at is null) = (means is null))
);
create index acknowledgements_due on acknowledgements (escalates_at) where escalates_at is not null;
create index acknowledgements_open on acknowledgements (event_id) where acknowledged_at is null and replaced_at is null;

-- What was done to have an answer, and what came of it, in order.
create table acknowledgement_steps (
  id bigint generated always as identity primary key,
  endpoint_id bigint not null,
  event_id bigint not null,
  at timestamptz not null default clock_timestamp(),
  step text not null check (step in ('asked', 'escalated', 'told-officers', 'acknowledged', 'replaced')),
  -- the contact's place in the list, from 0
  contact smallint,
  detail text,
  foreign key (endpoint_id, event_id) references acknowledgements on delete cascade
);
create index acknowledgement_steps_by_event on acknowledgement_steps (endpoint_id, event_id);

-- Who may ask ----------------------------------------------------------------------------------------------

-- Tokens of partners' systems and of endpoints: what they may do is a list of scopes.
create table partner_tokens (
  hash bytea primary key,
  name text not null,
  scopes text[] not null,
  -- what it may see is this endpoint's alone
  endpoint_id bigint references endpoints,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);
create index partner_tokens_by_endpoint on partner_tokens (endpoint_id) where endpoint_id is not null;

alter table officer_tokens add column expires_at timestamptz;
-- an author who writes for some countries only; null for all
alter table officer_tokens add column countries text[];

-- The answer to a write that named an Idempotency-Key, encrypted: some show a secret.
create table idempotent_answers (
  id bigint generated always as identity primary key,
  -- whose key it is
  principal text not null,
  key text not null,
  request bytea not null,
  -- null while the first request is under way
  status smallint,
  answer bytea,
  at timestamptz not null default now(),
  unique (principal, key)
);

-- What was under way -----------------------------------------------------------------------------------------

insert into events (public_id, type, at, lane, publication_id)
select 'evt_' || replace(gen_random_uuid()::text, '-', ''),
  case r.content -> 'relation' ->> 'kind' when 'correction' then 'advisory.corrected' when 'cancel' then 'advisory.cancelled' when 'all-clear' then 'advisory.all_clear'
    when 'new' then case when p.revision > 1 then 'advisory.updated' else 'advisory.published' end else 'advisory.updated' end,
  p.published_at, p.lane, p.id
from publications p join revisions r on (r.advisory_id, r.number) = (p.advisory_id, p.revision)
where exists (select from deliveries d where d.publication_id = p.id and d.channel = 'webhook' and d.purpose = '')
order by p.id;

insert into calls (endpoint_id, sequence, event_id, publication_id, urgency, state, reason, attempts, due_at, possibly_sent, created_at, settled_at)
select d.recipient_id, row_number() over (partition by d.recipient_id order by d.publication_id), e.id, d.publication_id, lane_rank(e.lane),
  d.state, d.reason, d.attempts, d.due_at, d.possibly_sent or d.leased_until is not null, e.at, d.settled_at
from deliveries d join events e on e.publication_id = d.publication_id
where d.channel = 'webhook' and d.purpose = '';

update lines l set last_sequence = c.last, due_at = case when c.waiting then now() else 'infinity' end, urgency = coalesce(c.urgency, 2)
from (
  select endpoint_id, max(sequence) as last, bool_or(state = 'pending') as waiting, min(urgency) filter (where state = 'pending') as urgency
  from calls group by endpoint_id
) c
where c.endpoint_id = l.endpoint_id;

drop index deliveries_by_endpoint;
delete from attempts where channel = 'webhook';
delete from deliveries where channel = 'webhook';
alter table deliveries drop constraint deliveries_channel_check;
alter table deliveries add constraint deliveries_channel_check check (channel = 'email');
