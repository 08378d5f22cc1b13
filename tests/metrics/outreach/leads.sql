-- Leads made in the period.
select count(*) from stg_leads where created_at >= $period_start and created_at < $period_end
