-- Mean over the days of the period, from the first event on, of the people active on the day over those active in the 28 days that end with it.
select avg(dau / nullif(mau, 0))
from (
  select
    (select count(distinct e.user_id) from stg_events as e where e.occurred_at::date = d.day) as dau,
    (select count(distinct e.user_id) from stg_events as e where e.occurred_at::date between d.day - 27 and d.day) as mau
  from (select unnest(generate_series($period_start::date, $period_end::date - 1, interval 1 day))::date as day) as d
)
