-- The playbook's calendar begins with 2018: what ended before is not in its answers.
select
  subscription_id,
  customer_id,
  start_date as started_on,
  end_date as ended_on,
  monthly_amount
from playbook.subscription_periods
where end_date > date '2018-01-01'
