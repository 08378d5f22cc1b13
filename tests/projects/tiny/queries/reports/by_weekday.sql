-- Takings by day of the week and shop, over the four weeks that end with the period.
select
  shop,
  isodow(sold_on) as weekday,
  sum(amount) as takings
from sales
where sold_on >= $period_end::date - 28 and sold_on < $period_end::date
group by all
order by shop, weekday
