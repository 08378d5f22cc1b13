-- The stalls that stood when the period ended.
select
  stall as audience,
  title,
  keeper as recipients
from stalls
where opened_on < $period_end and (closed_on is null or closed_on >= $period_end)
order by stall
