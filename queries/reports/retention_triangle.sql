-- Of the people who joined in a period, the share that was active so many periods later: the last cohorts that there
-- are. A period that has not closed has no row; one that has, and in which nobody came back, is 0.
with cells as (
  select *
  from activity_cohorts
  where kind = 'user'
    and grain = $grain
    and next_period(grain, period) <= $period_end::date
  qualify dense_rank() over (order by cohort desc) <= $last
)

select
  period,
  cohort,
  cohort_people as cohort_users,
  age,
  people as users,
  people / cohort_people as share
from cells
order by cohort, age
