-- Pairs of a person and a feature used in the period over the people active in it.
select
  (select count(*) from (select distinct user_id, feature_id from stg_events where occurred_at >= $period_start and occurred_at < $period_end and user_id is not null and feature_id is not null))
  / nullif((select count(distinct user_id) from stg_events where occurred_at >= $period_start and occurred_at < $period_end), 0)
