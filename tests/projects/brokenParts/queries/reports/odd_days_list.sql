select sold_on, number
from odd_days
where sold_on >= $period_start::date and sold_on < $period_end::date
order by sold_on
