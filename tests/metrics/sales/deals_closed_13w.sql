-- Deals closed in the 91 days that end with the period.
select count(*) from stg_opportunities where date_diff('day', closed_on, $period_end::date) between 1 and 91
