-- Worth of the new business won over the worth of all deals won in the period.
select sum(case when kind is null or amount is null then null when kind = 'new' then amount else 0 end) / nullif(sum(amount), 0) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and is_won
