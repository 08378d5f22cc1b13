select
  date_trunc(
    'minute',
    coalesce(try_strptime(datetime, '%-m/%-d/%Y %-H:%M'), try_cast(datetime as timestamp))
  ) as sold_at,
  card,
  money,
  coffee_name as drink_as_written
from machine.sale_again
