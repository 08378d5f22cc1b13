-- Worth of the new business won over the worth of all deals won in the period.
select coalesce(sum(case when kind = 'new' then amount end), 0) / nullif(sum(amount), 0) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and is_won
