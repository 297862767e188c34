-- What happens in the life of a trip and of a residence.

alter table subscriptions
  -- first day of a trip; which of the notices about it have had their moment, told or with nothing to tell
  add column begins_on date,
  add column opened boolean not null default false,
  add column begun boolean not null default false;
create index subscriptions_opening on subscriptions (active_from) where stay = 'trip' and valid_until is null and not opened;
create index subscriptions_beginning on subscriptions (begins_on, id) where stay = 'trip' and valid_until is null and not begun;

alter table link_tokens drop constraint link_tokens_purpose_check;
alter table link_tokens add constraint link_tokens_purpose_check check (purpose in ('confirm', 'manage', 'residence'));
