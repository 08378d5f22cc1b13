-- Leads made in the period and given up.
select count(*) from stg_leads where created_at >= $period_start and created_at < $period_end and is_disqualified
