-- Worth of the open deals that should close in the 91 days after the period over the quotas of these days.
select
  coalesce((select sum(amount) from stg_opportunities where created_on < $period_end and (closed_on is null or closed_on >= $period_end) and date_diff('day', $period_end::date, expected_close_on) between 0 and 90), 0)
  / nullif((
    select sum(case when d.day = last_day(g.month) then g.goal_amount - (g.goal_amount / day(last_day(g.month)))::decimal(18, 4) * (day(last_day(g.month)) - 1) else (g.goal_amount / day(last_day(g.month)))::decimal(18, 4) end)
    from (select unnest(generate_series($period_end::date, $period_end::date + 90, interval 1 day))::date as day) as d
    join stg_goals as g on g.month = date_trunc('month', d.day)
    where g.measure = 'bookings' and g.owner is not null
  ), 0)
