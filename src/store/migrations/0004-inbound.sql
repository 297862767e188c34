-- What comes back: bounces, complaints, unsubscribes by mail, people's answers.

alter table addresses
  -- keyed token of its domain: how much of one is refused is counted without reading anybody's address
  add column domain bytea;
create index addresses_by_domain on addresses (domain, id) where domain is not null;
create index addresses_without_domain on addresses (id) where domain is null and ciphertext is not null;

alter table suppressions
  add column kind text not null default 'hard' check (kind in ('hard', 'soft', 'complaint')),
  -- when it ends by itself; null: not before somebody lifts it
  add column expires_at timestamptz,
  -- the purpose of the one confirmation that may go to it, because its owner seems to have asked, and when that was
  add column asked text,
  add column asked_at timestamptz,
  add check ((asked is null) = (asked_at is null));
create index suppressions_expiring on suppressions (expires_at) where expires_at is not null;

-- Messages that came to an address of ours: written before their sender is told that we have them, judged later.
create table received (
  id bigint generated always as identity primary key,
  -- keyed, of the message and the address of ours that it came to: what is handed in twice is kept once
  hash bytea not null unique,
  -- SHA-256 of the message: what a suppression names as its evidence
  evidence bytea not null,
  came_to text not null check (came_to in ('return-path', 'unsubscribe', 'answer')),
  received_at timestamptz not null default clock_timestamp(),
  -- sealed, with its envelope; null once nobody needs it any more
  message bytea,
  -- a worker that judges it has it until then
  due_at timestamptz not null default now(),
  tries smallint not null default 0,
  judged_at timestamptz,
  verdict text,
  -- whose message of ours it is about, where a token said so
  address_id bigint,
  -- an answer of a person: which try of forwarding it is under way, and when one was accepted
  forward smallint not null default 0,
  forwarded_at timestamptz,
  check ((judged_at is null) = (verdict is null)),
  check (message is not null or judged_at is not null)
);
create index received_unjudged on received (due_at) where judged_at is null;
create index received_unforwarded on received (id) where verdict = 'answer' and forwarded_at is null;
create index received_by_address on received (address_id) where address_id is not null;
create index received_readable on received (judged_at) where message is not null;

-- Messages of ours that could not be delivered for the moment; a mailbox in which one arrives starts anew.
create table soft_bounces (
  address_id bigint not null,
  -- keyed token of the delivery: several notices about one message count once
  delivery bytea not null,
  at timestamptz not null default clock_timestamp(),
  primary key (address_id, delivery)
);

-- Messages of ours that were refused for what we are or say, by keyed token of the domain.
create table blocks (
  delivery bytea primary key,
  domain bytea not null,
  at timestamptz not null default clock_timestamp()
);
create index blocks_by_time on blocks (at);
-- those that a relay refused while we spoke to it
create index attempts_blocked on attempts (at) where reason like 'smtp-5%-5.7.%';

-- What came in, by the address of ours and by what it was.
create table received_counts (
  came_to text not null,
  verdict text not null,
  count bigint not null,
  primary key (came_to, verdict)
);
