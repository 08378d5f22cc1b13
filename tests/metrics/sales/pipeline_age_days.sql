-- Mean age in days, at the period's last day, of the deals open at its end.
select avg(date_diff('day', created_on, $period_end::date - 1)) from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end)
