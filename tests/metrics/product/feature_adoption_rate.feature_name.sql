-- Over the features that were there by the period's end, the mean share of its active people who used the feature; of one feature.
select
  avg((select count(distinct user_id) from stg_events as e where occurred_at >= $period_start and occurred_at < $period_end and e.feature_id = f.feature_id))
  / nullif((select count(distinct user_id) from stg_events as e where occurred_at >= $period_start and occurred_at < $period_end), 0)
from (
  select distinct feature_id from (
    select feature_id from (
      select feature_id, released_on as since from stg_features
      union all
      select feature_id, occurred_at::date from stg_events
    )
    where feature_id is not null and since < $period_end
  )
) as f
where coalesce((select d.feature_name from stg_features as d where d.feature_id = f.feature_id), f.feature_id) is not distinct from $value
