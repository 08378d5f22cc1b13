-- Worth of the deals of kind "renewal" that were won in the period.
select sum(case when kind = 'renewal' then amount end) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and is_won
