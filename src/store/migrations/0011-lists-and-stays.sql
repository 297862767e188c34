-- Trips that a list brought in lacked their first day, and so were never told on its morning. Their alerts begin no later than
-- it: from there on, the wish itself says which morning it is.
update subscriptions set begins_on = (active_from at time zone 'UTC')::date
where stay = 'trip' and begins_on is null and isfinite(active_from);
alter table subscriptions add constraint subscriptions_trips_begin check (stay <> 'trip' or begins_on is not null) not valid;
