-- Leads who asked to join, converted in the period, for each lead made in it.
select
  count(*) filter (where converted_on >= $period_start and converted_on < $period_end and is_membership)
  / nullif(count(*) filter (where created_at >= $period_start and created_at < $period_end), 0)
from stg_leads
