-- The share of them that converted less than ninety days after.
select count(*) filter (where date_diff('day', created_at::date, converted_on) < 90) / nullif(count(*), 0)
from stg_leads
where date_trunc('day', created_at) + interval 90 day >= $period_start and date_trunc('day', created_at) + interval 90 day < $period_end
