-- Worth of the deals qualified before the period's end and not closed by then.
select sum(case when closed_on >= $period_end or closed_on is null then amount end) from stg_opportunities where qualified_on < $period_end
