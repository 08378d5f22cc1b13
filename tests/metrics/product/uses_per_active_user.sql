-- Uses of features in the period over the people active in it.
select case when count(feature_id) = 0 then 0 else sum(case when feature_id is not null then ifnull(uses, 1) end) end / nullif(count(distinct user_id), 0) from stg_events where occurred_at >= $period_start and occurred_at < $period_end
