-- Deals won from the start of the month until the period's end.
select count(*) from stg_opportunities where closed_on >= date_trunc('month', $period_end::date - 1) and closed_on < $period_end and is_won
