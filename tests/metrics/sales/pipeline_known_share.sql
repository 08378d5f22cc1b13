-- Open deals with an amount, as a share of all; an amount that was put on a deal when it closed was not known before.
select avg(case
  when amount is null then 0
  when closed_on is null then 1
  when (select count(d.amount) < 0.8 * count(*) from main.stg_opportunities as d where d.closed_on is null) then 0
  else 1
end)
from stg_opportunities
where created_on < $period_end and (closed_on is null or closed_on >= $period_end)
