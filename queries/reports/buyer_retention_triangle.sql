-- Of the customers who first bought in a period, the share that bought so many periods later: the last cohorts that there
-- are, periods without a first purchase passed over. A period that has not closed has no row; one that has, and in which
-- nobody came back, is 0.
with periods as (
  select * from buyer_periods where grain = $grain
),

began as (
  select customer_id, period as cohort
  from periods
  where state = 'new'
),

bought as (
  select customer_id, period
  from periods
  where state <> 'churned'
),

days as (
  select unnest(generate_series(min(cohort), $period_end::date - 1, interval 1 day)) as day
  from began
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
    began.cohort,
    calendar.number,
    count(*) as cohort_buyers
  from began
  join calendar on calendar.period = began.cohort
  group by began.cohort, calendar.number
  qualify row_number() over (order by began.cohort desc) <= $last
),

cells as (
  select
    cohorts.cohort,
    cohorts.cohort_buyers,
    calendar.period,
    calendar.number - cohorts.number as age
  from cohorts
  join calendar on calendar.number >= cohorts.number
),

counts as (
  select
    cells.cohort,
    cells.cohort_buyers,
    cells.age,
    count(bought.customer_id) as buyers
  from cells
  join began on began.cohort = cells.cohort
  left join bought on bought.customer_id = began.customer_id and bought.period = cells.period
  group by all
)

select
  cohort,
  cohort_buyers,
  age,
  buyers,
  buyers / cohort_buyers as share
from counts
order by cohort, age
