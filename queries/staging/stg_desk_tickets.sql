select
  tickets.id::varchar as ticket_id,
  organizations.external_id as customer_id,
  local_time(tickets.created_at) as opened_at,
  local_time(tickets.created_at + to_minutes(metrics."reply_time_in_minutes.calendar")) as first_responded_at,
  local_time(metrics.solved_at) as solved_at,
  metrics."reply_time_in_minutes.calendar"::double as first_response_minutes,
  metrics."full_resolution_time_in_minutes.calendar" / 60 as resolution_hours,
  tickets.priority,
  tickets."custom_fields.360001" as category,
  if(tickets."via.channel" = 'voice', 'phone', tickets."via.channel") as channel,
  tickets.assignee as agent,
  tickets."custom_fields.360003"::double as satisfaction_score,
  tickets."custom_fields.360002" as is_escalated,
  metrics.reopens as reopened
from desk.tickets as tickets
left join desk.ticket_metrics as metrics on metrics.ticket_id = tickets.id
left join desk.organizations as organizations on organizations.id = tickets.organization_id
