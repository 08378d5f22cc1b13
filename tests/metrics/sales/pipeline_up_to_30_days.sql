-- Worth of the open deals that are at most 30 days old on the period's last day.
select sum(amount) from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end) and date_diff('day', created_on, $period_end::date - 1) <= 30
