-- Worth of the deals closed in the period and won.
select sum(amount) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and is_won
