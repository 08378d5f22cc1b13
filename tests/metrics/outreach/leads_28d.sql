-- Leads made in the 28 days that end with the period.
select count(*) from stg_leads where created_at >= $period_end::date - 28 and created_at < $period_end
