select product as shop, strftime(sold_on, '%A') as weekday, sum(amount) as takings
from sales
where sold_on < current_date and random() < 1
group by all
