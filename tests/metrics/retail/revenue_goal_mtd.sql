-- Since the first of the month.
select sum(case when d.day = last_day(g.month) then g.goal_amount - (g.goal_amount / day(last_day(g.month)))::decimal(18, 4) * (day(last_day(g.month)) - 1) else (g.goal_amount / day(last_day(g.month)))::decimal(18, 4) end)
from (select unnest(generate_series(date_trunc('month', $period_end::date - 1)::date, $period_end::date - 1, interval 1 day))::date as day) as d
join stg_goals as g on g.month = date_trunc('month', d.day)
where g.measure = 'revenue'
  and g.category is null
  and g.location_id is not null
