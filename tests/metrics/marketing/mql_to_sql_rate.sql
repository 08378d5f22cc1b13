-- Accepted in the period, for each one qualified in it.
select
  count(*) filter (where accepted_on >= $period_start and accepted_on < $period_end)
  / nullif(count(*) filter (where qualified_on >= $period_start and qualified_on < $period_end), 0)
from stg_leads
