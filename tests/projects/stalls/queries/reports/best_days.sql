select
  stall,
  sold_on,
  sum(amount) as takings
from sales
where sold_on >= $period_start and sold_on < $period_end
group by all
order by takings desc, sold_on
