-- Deals won in the 91 days that end with the period.
select count(*) from stg_opportunities where is_won and date_diff('day', closed_on, $period_end::date) between 1 and 91
