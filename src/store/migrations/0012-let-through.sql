-- The one mail a day that goes to a suppressed address, because somebody asked for it, was noted beside the suppression: a row that
-- was written for such addresses alone, and that the time of an answer told. It stands in the mail's own row from now on.
alter table deliveries add column let_through_at timestamptz;
update deliveries d set let_through_at = s.asked_at
from suppressions s, publications p
where p.kind = 'notices' and d.publication_id = p.id and d.channel = 'email' and d.recipient_id = s.address_id and d.purpose = s.asked;
alter table suppressions drop column asked, drop column asked_at;
