-- Uses of features in the period; a row without a number is one use.
select case when count(feature_id) = 0 then 0 else sum(case when feature_id is not null then ifnull(uses, 1) end) end from stg_events where occurred_at >= $period_start and occurred_at < $period_end
