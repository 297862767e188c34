-- Digests: one publication a morning and rhythm, for everybody whose morning it is.

alter table publications drop constraint publications_kind_check;
alter table publications add constraint publications_kind_check check (kind in ('revision', 'notices', 'digest'));
alter table publications
  add column rhythm text check (rhythm in ('day', 'week')),
  -- the moment that is morning for its readers, and their calendar day; it is published then, or as soon after as somebody looks
  add column morning timestamptz,
  add column day text,
  add constraint publications_digest_check check ((kind = 'digest') = (rhythm is not null and morning is not null and day is not null)),
  add constraint publications_digest_key unique (rhythm, morning, day);

-- The time zones of a digest's readers, as keyed tokens, each with the publication up to which their previous digest went.
create table digest_windows (
  publication_id bigint not null references publications,
  zone bytea not null,
  after_id bigint not null,
  primary key (publication_id, zone)
);
create index digest_windows_by_zone on digest_windows (zone, publication_id);

-- Readers of a digest, in the order of their addresses; a wish that was changed since the last one is told once more.
drop index subscriptions_digests;
create index subscriptions_digests on subscriptions (rhythm, zone, address_id) where rhythm <> 'message' and valid_from is not null;

-- A reader is told of one advisory by many digests, all of them under one purpose.
alter table briefings drop constraint briefings_pkey;
alter table briefings add primary key (advisory_id, recipient_id, publication_id, purpose);
create index briefings_by_delivery on briefings (publication_id, recipient_id, purpose);
