-- Urgent tickets over all that were opened in the period.
with t as (
  select
    *,
    ifnull(solved_at, opened_at + to_seconds(cast(resolution_hours * 3600 as bigint))) as ended_at,
    ifnull(first_response_minutes, date_diff('second', opened_at, first_responded_at) / 60) as answer,
    ifnull(resolution_hours, date_diff('second', opened_at, solved_at) / 3600) as solving,
    list_value(60, 240, 480, 1440)[ifnull(list_position(list_value('urgent', 'high', 'normal', 'low'), priority), 3)] as promised
  from stg_tickets
)

select case when bool_or(priority is not null) then count(*) filter (where priority = 'urgent') / count(*) end from t where opened_at >= $period_start and opened_at < $period_end
