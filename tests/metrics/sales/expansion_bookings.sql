-- Worth of the deals of kind "expansion" that were won in the period.
select sum(case when kind = 'expansion' then amount end) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and is_won
