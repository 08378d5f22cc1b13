-- Who bought again within one, two and three weeks and within a month: for each length the windows that have closed by
-- the period's end, of the last twelve months. Weeks and months are the calendar's.
with people as (
  select
    case grain when 'week' then 7 else 30 end as window_days,
    period as starts_on,
    next_period(grain, period) - 1 as last_day,
    orders
  from visit_periods
  where grain in ('week', 'month')
  union all
  select
    window_days,
    starts_on,
    last_day,
    orders
  from visit_windows
)

select
  window_days,
  starts_on,
  count(*) as buyers,
  count(*) filter (where orders >= 2) as buyers_again,
  count(*) filter (where orders >= 2) / count(*) as rate
from people
where last_day < $period_end::date
  and starts_on >= $period_end::date - interval 12 month
group by window_days, starts_on
order by window_days, starts_on
