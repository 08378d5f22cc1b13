-- One row per ticket. The source's own measurements come before those between its times. The time in which a first answer
-- is promised depends on the priority: 1 hour for urgent, 4 for high, 8 for normal and unknown, 24 for low. What no ticket
-- of the brand tells (scores, escalations, reopenings) is unknown of all.
with tickets as (
  select * from stg_tickets
),

customers as (
  select * from stg_customers
),

told as (
  select
    bool_or(is_escalated is not null) as tells_escalations,
    bool_or(reopened is not null) as tells_reopenings,
    bool_or(satisfaction_score is not null) as tells_scores
  from tickets
),

measured as (
  select
    *,
    coalesce(
      first_response_minutes,
      date_diff('second', opened_at, first_responded_at) / 60
    ) as response_minutes,
    coalesce(resolution_hours, date_diff('second', opened_at, solved_at) / 3600) as solving_hours,
    coalesce(solved_at, opened_at + to_seconds((resolution_hours * 3600)::bigint)) as ended_at,
    case lower(priority) when 'urgent' then 60 when 'high' then 240 when 'low' then 1440 else 480 end as target_minutes
  from tickets
)

select
  measured.ticket_id,
  measured.customer_id,
  measured.opened_at,
  measured.opened_at::date as opened_on,
  measured.ended_at as solved_at,
  measured.ended_at::date as solved_on,
  measured.response_minutes as first_response_minutes,
  measured.target_minutes as first_response_target_minutes,
  case when measured.response_minutes is not null then measured.response_minutes <= measured.target_minutes end
    as is_answered_in_time,
  measured.solving_hours as resolution_hours,
  lower(measured.priority) as priority,
  measured.category,
  measured.channel,
  measured.agent,
  measured.satisfaction_score,
  case when told.tells_scores then measured.satisfaction_score is not null end as is_scored,
  case when told.tells_escalations then coalesce(measured.is_escalated, false) end as is_escalated,
  case when told.tells_reopenings then coalesce(measured.reopened, 0) > 0 end as is_reopened,
  customers.customer_name,
  customers.segment,
  customers.region
from measured
cross join told
left join customers using (customer_id)
