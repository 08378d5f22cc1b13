-- Tickets opened in the period over the customers who pay on its last day.
select
  (select count(*) from stg_tickets where opened_at >= $period_start and opened_at < $period_end)
  / nullif(count(distinct s.customer_id), 0)
from stg_subscriptions as s
where s.monthly_amount > 0 and s.started_on < $period_end and (s.ended_on is null or s.ended_on >= $period_end) and (s.ended_on is null or s.ended_on > s.started_on)
