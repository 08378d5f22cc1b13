-- Of the people who joined in a period, the share that was active so many periods later: the last cohorts that there
-- are, periods in which nobody joined passed over. A period that has not closed has no row; one that has, and in which
-- nobody came back, is 0.
with periods as (
  select * from user_periods where grain = $grain
),

joined as (
  select user_id, period as cohort
  from periods
  where state = 'new'
),

active as (
  select user_id, period
  from periods
  where state <> 'churned'
),

days as (
  select unnest(generate_series(min(cohort), $period_end::date - 1, interval 1 day)) as day
  from joined
),

calendar as (
  select
    period,
    row_number() over (order by period) as number
  from (select distinct period_start($grain, day) as period from days)
  where next_period($grain, period) <= $period_end::date
),

cohorts as (
  select
    joined.cohort,
    calendar.number,
    count(*) as cohort_users
  from joined
  join calendar on calendar.period = joined.cohort
  group by joined.cohort, calendar.number
  qualify row_number() over (order by joined.cohort desc) <= $last
),

cells as (
  select
    cohorts.cohort,
    cohorts.cohort_users,
    calendar.period,
    calendar.number - cohorts.number as age
  from cohorts
  join calendar on calendar.number >= cohorts.number
),

counts as (
  select
    cells.cohort,
    cells.cohort_users,
    cells.age,
    count(active.user_id) as users
  from cells
  join joined on joined.cohort = cells.cohort
  left join active on active.user_id = joined.user_id and active.period = cells.period
  group by all
)

select
  cohort,
  cohort_users,
  age,
  users,
  users / cohort_users as share
from counts
order by cohort, age
