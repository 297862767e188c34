-- Trips that a list brought in lacked their first day, and so were never told on its morning. Their alerts begin no later than
-- it: from there on, the wish itself says which morning it is.
update subscriptions set begins_on = (active_from at time zone 'UTC')::date
where stay = 'trip' and begins_on is null and isfinite(active_from);
alter table subscriptions add constraint subscriptions_trips_begin check (stay <> 'trip' or begins_on is not null) not valid;

-- How the last wish of an address ended. A trip that ended by itself is nobody's wish to be left alone: a list may bring its
-- traveller back, also when the address was forgotten.
alter table addresses add column ended_by text check (ended_by in ('change', 'manage', 'unsubscribe', 'suppression', 'erasure', 'trip-over'));
update addresses a set ended_by = (
  select s.ended_by from subscriptions s where s.address_id = a.id and s.valid_until is not null order by s.valid_until desc limit 1)
where not subscribed and ended_at is not null;

-- The hash of a list without a key told whoever had a dump whether a list that they guessed was brought in. What is kept from now
-- on is keyed; lists of before are known by nothing any more.
update imports set file_hash = decode(md5(random()::text) || md5(random()::text), 'hex');
comment on column imports.file_hash is 'keyed hash of the file: one that was cut off is known again by it';
