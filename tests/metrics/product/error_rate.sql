-- Errors met in the period over the uses in it.
select sum(errors) / nullif(sum(ifnull(uses, 1)), 0) from stg_events where occurred_at >= $period_start and occurred_at < $period_end
