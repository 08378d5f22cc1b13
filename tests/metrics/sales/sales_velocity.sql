-- Open deals at the end, times the win rate, times the average won deal, over the mean sales cycle of the period.
select
  (select count(*) from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end))
  * sum(case when is_won then 1 else 0 end) / nullif(count(*), 0)
  * avg(case when is_won then amount end)
  / nullif(avg(case when is_won and created_on <= closed_on then date_diff('day', created_on, closed_on) end), 0)
from stg_opportunities
where closed_on >= $period_start and closed_on < $period_end
