-- Of the customers who first bought in a period, the share that bought so many periods later: the last cohorts that there
-- are. A period that has not closed has no row; one that has, and in which nobody came back, is 0.
with cells as (
  select *
  from activity_cohorts
  where kind = 'buyer'
    and grain = $grain
    and next_period(grain, period) <= $period_end::date
  qualify dense_rank() over (order by cohort desc) <= $last
)

select
  period,
  cohort,
  cohort_people as cohort_buyers,
  age,
  people as buyers,
  people / cohort_people as share
from cells
order by cohort, age
