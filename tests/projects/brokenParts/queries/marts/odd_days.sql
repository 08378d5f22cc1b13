select sold_on, max(number) as number
from odd_sales
group by sold_on
