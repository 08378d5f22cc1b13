-- Worth of the open deals that should have closed before the period's end.
select case when count(*) = 0 then 0 else sum(case when expected_close_on is null or amount is null then null when expected_close_on < $period_end then amount else 0 end) end from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end)
