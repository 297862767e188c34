-- What comes back, so that nobody who writes waits behind bounces.

-- what people wrote is judged beside the rest, however many notices lie before it
create index received_unjudged_people on received (due_at) where judged_at is null and came_to <> 'return-path';

alter table received
  -- an answer that no relay took as a whole: its words are forwarded, the rest is held
  add column words_only boolean not null default false,
  -- the mailbox of the officers on duty sent it back after it was accepted
  add column returned_at timestamptz;
