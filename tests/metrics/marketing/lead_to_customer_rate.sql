-- Converted in the period, for each one made in it.
select
  count(*) filter (where converted_on >= $period_start and converted_on < $period_end)
  / nullif(count(*) filter (where created_at >= $period_start and created_at < $period_end), 0)
from stg_leads
