-- Conversions without a touch in 30 days.
select count(*)
from (
  select
    c.conversion_id,
    c.converted_at,
    c.amount,
    (
      select count(*)
      from stg_touchpoints as t
      where t.customer_id = c.customer_id
        and t.touched_at <= c.converted_at
        and t.touched_at + interval 30 day >= c.converted_at
    ) as touches,
    (
      select min(t.touched_at)
      from stg_touchpoints as t
      where t.customer_id = c.customer_id
        and t.touched_at <= c.converted_at
        and t.touched_at + interval 30 day >= c.converted_at
    ) as first_at
  from stg_conversions as c
  where c.converted_at >= $period_start and c.converted_at < $period_end
)
where touches = 0
