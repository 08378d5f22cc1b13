-- Median worth of the deals won in the period.
select quantile_cont(amount, 0.5) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and is_won
