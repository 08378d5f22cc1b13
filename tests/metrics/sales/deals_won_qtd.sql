-- Deals won from the start of the quarter until the period's end.
select count(*) from stg_opportunities where closed_on >= date_trunc('quarter', $period_end::date - 1) and closed_on < $period_end and is_won
