-- Leads made ninety days before a day of the period.
select count(*) from stg_leads where date_trunc('day', created_at) + interval 90 day >= $period_start and date_trunc('day', created_at) + interval 90 day < $period_end
