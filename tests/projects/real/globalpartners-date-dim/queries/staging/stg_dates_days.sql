-- The day stands first: read as month and day, every day up to the twelfth would be another one, and none an error.
select
  strptime(date_key, '%d-%m-%Y')::date as day,
  week as iso_week,
  day_of_week as weekday_name,
  is_weekend,
  is_holiday,
  nullif(trim(holiday_name), '') as holiday_name
from dates.date_dim
