-- One row per cup. The machine gives its sales no number, so that they get one here, in the order of everything that is
-- known of them. Names of drinks are written in several ways.
select
  row_number() over (order by strptime(datetime, '%Y/%-m/%-d %-H:%M'), card, coffee_name, money) as cup,
  strptime(datetime, '%Y/%-m/%-d %-H:%M') as sold_at,
  card,
  cash_type,
  money,
  case when upper(trim(coffee_name)) = 'CORTADO' then 'Cortado' else trim(coffee_name) end as drink
from machine.sale
