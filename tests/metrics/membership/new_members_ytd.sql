-- Leads who asked to join, converted since the first of January.
select count(*)
from stg_leads
where converted_on >= date_trunc('year', $period_end::date - 1) and converted_on < $period_end
  and is_membership
