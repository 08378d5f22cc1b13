-- Worth of the open deals that should close in the 91 days after the period.
select sum(amount) from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end) and date_diff('day', $period_end::date, expected_close_on) between 0 and 90
