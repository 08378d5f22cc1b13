-- Deals closed in the last 91 days and not won.
select count(*) from stg_opportunities where date_diff('day', closed_on, $period_end::date) between 1 and 91 and not coalesce(is_won, false)
