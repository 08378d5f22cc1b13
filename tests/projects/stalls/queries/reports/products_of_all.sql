select product, count(*) as lines from sales where sold_on >= $period_start and sold_on < $period_end group by all order by all
