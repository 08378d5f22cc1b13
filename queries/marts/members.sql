-- A lead that asks to join becomes a member on the day of conversion. Members who were entered after the fact have a conversion before
-- their lead: they count, but they say nothing about how long joining takes.
select
  lead_id as member_id,
  converted_on as joined_on,
  days_to_convert as days_to_join,
  channel,
  segment,
  subsegment,
  region,
  city,
  state_code,
  place
from leads
where is_membership
  and converted_on is not null
