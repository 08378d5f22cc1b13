-- People with an event in the 28 days that end with the period over the accounts at its end.
select
  (select count(distinct user_id) from stg_events where occurred_at >= $period_end::date - 28 and occurred_at < $period_end)
  / nullif((select count(*) from stg_users where signed_up_at < $period_end and (deactivated_at is null or deactivated_at::date >= $period_end)), 0)
