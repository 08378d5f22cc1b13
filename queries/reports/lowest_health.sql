-- Customers with a health score below 60 at the period's end, the lowest first, with the parts of the score.
select
  customer_name as customer,
  owner,
  monthly_amount,
  health_score,
  health_change,
  engagement_score,
  device_score,
  revenue_score,
  support_score,
  adoption_score
from customer_health
where grain = $grain
  and period = $period_start
  and health_score < 60
order by health_score, monthly_amount desc, customer_name, customer_id
