-- New members per period of the grain, beside the same period a year before, from the first of which there is a member.
-- Days and weeks look back 52 weeks, so that weekdays match.
with calendar as (
  select unnest(range(0, $last)) as number
),

periods as (
  select
    ($period_start::date - number * case $grain
      when 'day' then interval 1 day
      when 'week' then interval 7 day
      when 'month' then interval 1 month
      when 'quarter' then interval 3 month
      else interval 1 year
    end)::date as period
  from calendar
),

closed as (
  select
    period,
    case when $grain in ('day', 'week') then period - 364 else (period - interval 1 year)::date end as year_ago
  from periods
),

counts as (
  select
    period_start($grain, joined_on) as period,
    count(*) as new_members
  from members
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
where closed.period >= first_count.period
order by closed.period
