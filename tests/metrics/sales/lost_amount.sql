-- Worth of the deals closed in the period and not won.
select sum(amount) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and not coalesce(is_won, false)
