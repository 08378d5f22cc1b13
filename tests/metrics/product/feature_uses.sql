-- Uses of features in the period; a row without a number is one use.
select sum(case when feature_id is not null then ifnull(uses, 1) end) from stg_events where occurred_at >= $period_start and occurred_at < $period_end
