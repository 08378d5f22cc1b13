-- Uses of features in the period over the people active in it.
select sum(case when feature_id is not null then ifnull(uses, 1) end) / nullif(count(distinct user_id), 0) from stg_events where occurred_at >= $period_start and occurred_at < $period_end
