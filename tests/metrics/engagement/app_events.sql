-- Uses in the period; a row without a number is one use.
select sum(ifnull(uses, 1)) from stg_events where occurred_at >= $period_start and occurred_at < $period_end
