-- Pairs of a person and a feature used in the period over the people active in it; of one part of the product.
select
  (select count(*) from (select distinct user_id, feature_id from stg_events where occurred_at >= $period_start and occurred_at < $period_end and user_id is not null and feature_id is not null
    and (select d.area from stg_features as d where d.feature_id = stg_events.feature_id) is not distinct from $value))
  / nullif((select count(distinct user_id) from stg_events where occurred_at >= $period_start and occurred_at < $period_end), 0)
