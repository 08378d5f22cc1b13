-- Worth of the deals created before the period's end and not closed by then.
select sum(amount) from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end)
