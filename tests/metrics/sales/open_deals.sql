-- Deals created before the period's end and not closed by then.
select count(*) from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end)
