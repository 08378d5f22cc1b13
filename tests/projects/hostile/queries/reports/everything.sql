select
  name,
  amount,
  big,
  odd_day,
  'v' as "<b>heading</b> & ""more""",
  exact
from things
where seen_on >= $period_start::date and seen_on < $period_end::date
order by all
