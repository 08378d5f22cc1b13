-- Customers with a churn risk of 60 or more at the period's end, those who pay most first, with the sign that says so.
select
  customer_name as customer,
  segment,
  owner,
  monthly_amount,
  case churn_risk_score
    when 80 then 'Latest payment failed'
    when 70 then 'No payment for long'
    when 60 then 'Use has halved'
  end as sign,
  churn_risk_score,
  health_score,
  health_change
from customer_health
where grain = $grain
  and period = $period_start
  and is_at_risk
order by monthly_amount desc, customer_name, customer_id
