-- The share given up of those made in the period.
select count(*) filter (where is_disqualified) / nullif(count(*), 0) from stg_leads where created_at >= $period_start and created_at < $period_end
