-- Addresses that a citizen added to a wish, and took back before their owners had confirmed: the link in their mail works no
-- more. The row stays, for what was mailed to an address counts against its limits.
alter table subscriptions add column withdrawn_at timestamptz;
