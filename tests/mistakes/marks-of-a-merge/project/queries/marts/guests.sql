<<<<<<< HEAD
select
  guest,
  min(sold_on) as joined_on
from sales
where guest is not null
group by guest
=======
select 1
>>>>>>> feature
