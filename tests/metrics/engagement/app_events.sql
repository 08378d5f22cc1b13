-- Uses in the period; a row without a number is one use.
select case when count(*) = 0 then 0 else sum(ifnull(uses, 1)) end from stg_events where occurred_at >= $period_start and occurred_at < $period_end
