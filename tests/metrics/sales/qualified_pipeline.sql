-- Worth of the deals qualified before the period's end and not closed by then.
select case when count(*) filter (where closed_on >= $period_end or closed_on is null) = 0 then 0 else sum(case when closed_on >= $period_end or closed_on is null then amount end) end from stg_opportunities where qualified_on < $period_end
