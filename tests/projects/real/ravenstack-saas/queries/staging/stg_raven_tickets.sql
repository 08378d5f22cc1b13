select
  ticket_id,
  account_id as customer_id,
  submitted_at as opened_at,
  closed_at as solved_at,
  first_response_time_minutes as first_response_minutes,
  resolution_time_hours as resolution_hours,
  if(priority = 'medium', 'normal', priority) as priority,
  satisfaction_score,
  escalation_flag as is_escalated
from raven.tickets
