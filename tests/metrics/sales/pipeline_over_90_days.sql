-- Worth of the open deals that are more than 90 days old on the period's last day.
select case when count(*) = 0 then 0 else sum(amount) end from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end) and date_diff('day', created_on, $period_end::date - 1) > 90
