select
  name,
  amount,
  big,
  odd_day,
  seen_on,
  exact
from stg_odd_thing
