-- Median days from creation to close of the deals won in the period.
select quantile_cont(date_diff('day', created_on, closed_on), 0.5) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and is_won and created_on <= closed_on
