-- Leads made since the first of January.
select count(*)
from stg_leads
where created_at >= date_trunc('year', $period_end::date - 1) and created_at < $period_end
