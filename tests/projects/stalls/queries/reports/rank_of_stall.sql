select
  rank() over (order by sum(amount) desc) as place,
  count(*) over () as stalls,
from sales
where sold_on >= $period_start and sold_on < $period_end
group by stall
qualify stall = $audience
