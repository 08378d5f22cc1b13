select
  product,
  sum(quantity)::bigint as pieces,
  sum(amount) as takings,
  max(sold_on) as last_sold_on
from sales
where sold_on >= $period_start::date and sold_on < $period_end::date
group by product
order by takings desc, product
