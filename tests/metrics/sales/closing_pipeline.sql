-- Worth of the open deals that should close in the 91 days after the period.
select case when count(*) = 0 then 0 else sum(case when expected_close_on is null or amount is null then null when date_diff('day', $period_end::date, expected_close_on) between 0 and 90 then amount else 0 end) end from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end)
