select
  coalesce(name, '(nobody)') as name,
  odd_day,
  count(*) as things
from things
where seen_on >= $period_start::date and seen_on < $period_end::date
group by all
order by all
