-- Leads who asked to join, converted in the period for each one converted before.
select
  count(*) filter (where converted_on >= $period_start)
  / nullif(count(*) filter (where converted_on < $period_start), 0)
from stg_leads
where converted_on < $period_end
  and is_membership
