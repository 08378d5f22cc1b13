-- Worth of the open deals that should have closed before the period's end.
select sum(amount) from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end) and expected_close_on < $period_end
