-- The mean of the minutes until the first answer, each to four decimals.
with t as (
  select
    *,
    ifnull(solved_at, opened_at + to_seconds(cast(resolution_hours * 3600 as bigint))) as ended_at,
    ifnull(first_response_minutes, date_diff('second', opened_at, first_responded_at) / 60) as answer,
    ifnull(resolution_hours, date_diff('second', opened_at, solved_at) / 3600) as solving,
    list_value(60, 240, 480, 1440)[ifnull(list_position(list_value('urgent', 'high', 'normal', 'low'), priority), 3)] as promised
  from stg_tickets
)

select sum(round(answer, 4)) / nullif(count(answer), 0) from t where opened_at >= $period_start and opened_at < $period_end
