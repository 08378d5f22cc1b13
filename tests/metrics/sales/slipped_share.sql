-- Open deals that should have closed before the period's end over all open deals.
select sum(case when expected_close_on < $period_end then 1 else 0 end) / nullif(count(*), 0) from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end)
