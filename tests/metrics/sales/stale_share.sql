-- Worth of the open deals more than 90 days old over the worth of all open deals.
select coalesce(sum(case when date_diff('day', created_on, $period_end::date - 1) > 90 then amount end), 0) / nullif(sum(amount), 0) from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end)
