-- Converted in the period, for each one qualified in it.
select
  count(*) filter (where converted_on >= $period_start and converted_on < $period_end)
  / nullif(count(*) filter (where qualified_on >= $period_start and qualified_on < $period_end), 0)
from stg_leads
