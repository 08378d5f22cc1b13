-- Tickets that are open at the period's end, the oldest first.
select
  ticket_id as ticket,
  customer_name as customer,
  category,
  priority,
  agent,
  opened_on,
  $period_end::date - 1 - opened_on as age_days,
  is_escalated
from tickets
where opened_at < $period_end
  and (solved_at is null or solved_at >= $period_end)
order by opened_at, ticket_id
