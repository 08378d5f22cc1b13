-- Worth of the deals of kind "renewal" that were won in the period.
select sum(case when kind is null or amount is null then null when kind = 'renewal' then amount else 0 end) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and is_won
