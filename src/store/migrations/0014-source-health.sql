-- How each source answers, so that one that falls ill is seen before anybody misses what it says.
alter table sources
  -- in plain words, for operators; the code is in last_error
  add column last_reason text,
  -- of the slowest answer of the last successful poll, what it sent, and how much it listed
  add column latency_ms int,
  add column bytes bigint,
  add column entries int,
  -- polls in a row that succeeded as a whole and left something unread
  add column incomplete int not null default 0,
  -- since when its silence is counted, where it has never changed anything
  add column first_asked_at timestamptz not null default now();
