-- People and days for each day with anybody, as a share of the people of the 28 days that end with the period.
select
  (select count(*) / nullif(count(distinct day), 0) from (select distinct user_id, occurred_at::date as day from stg_events where user_id is not null and occurred_at >= $period_start and occurred_at < $period_end))
  / nullif((select count(distinct user_id) from stg_events where user_id is not null and occurred_at >= $period_end::date - 28 and occurred_at < $period_end), 0)
