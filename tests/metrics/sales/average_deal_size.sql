-- Mean worth of the deals won in the period.
select sum(amount) / nullif(count(amount), 0) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and is_won
