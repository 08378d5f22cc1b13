-- Bookings over the quota of the same days.
select
  coalesce((select sum(amount) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and is_won), 0)
  / nullif((
    select sum(case when d.day = last_day(g.month) then g.goal_amount - (g.goal_amount / day(last_day(g.month)))::decimal(18, 4) * (day(last_day(g.month)) - 1) else (g.goal_amount / day(last_day(g.month)))::decimal(18, 4) end)
    from (select unnest(generate_series($period_start::date, $period_end::date - 1, interval 1 day))::date as day) as d
    join stg_goals as g on g.month = date_trunc('month', d.day)
    where g.measure = 'bookings' and g.owner is not null
  ), 0)
