-- Deals won over deals closed in the 91 days that end with the period.
select count(*) filter (where is_won) / nullif(count(*), 0) from stg_opportunities where date_diff('day', closed_on, $period_end::date) between 1 and 91
