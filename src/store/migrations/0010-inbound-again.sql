-- What comes back, so that nobody who writes waits behind bounces.

-- what people wrote is judged beside the rest, however many notices lie before it
create index received_unjudged_people on received (due_at) where judged_at is null and came_to <> 'return-path';
