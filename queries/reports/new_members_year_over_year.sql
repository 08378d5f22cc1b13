-- New members per period of the grain, beside the same period a year before: 12 months, 26 weeks or 28 days.
-- Days and weeks look back 52 weeks, so that weekdays match.
with people as (
  select * from members
),

days as (
  select unnest(generate_series($period_end::date - interval 13 month, $period_end::date - 1, interval 1 day))::date as day
),

calendar as (
  select distinct period_start($grain, day) as period
  from days
),

closed as (
  select
    period,
    case when $grain in ('day', 'week') then period - 364 else (period - interval 1 year)::date end as year_ago
  from calendar
  where next_period($grain, period) <= $period_end::date
  qualify row_number() over (order by period desc)
    <= case $grain when 'day' then 28 when 'week' then 26 else 12 end
),

counts as (
  select
    period_start($grain, joined_on) as period,
    count(*) as new_members
  from people
  where joined_on < $period_end::date
  group by all
),

first_count as (
  select min(period) as period from counts
)

select
  closed.period,
  coalesce(this_year.new_members, 0) as this_year,
  case when closed.year_ago >= first_count.period then coalesce(last_year.new_members, 0) end as last_year
from closed
cross join first_count
left join counts as this_year on this_year.period = closed.period
left join counts as last_year on last_year.period = closed.year_ago
order by closed.period
