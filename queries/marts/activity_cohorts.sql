-- Who came back: of the people who were first active in a period, how many were so in each later one up to the last day
-- that anybody was active on. A period in which none of them was has a row of 0.
with periods as (
  select * from activity_periods
),

began as (
  select
    kind,
    grain,
    person_id,
    period as cohort
  from periods
  where state = 'new'
),

spans as (
  select
    kind,
    grain,
    min(cohort) as first_on,
    (select max(period) from periods where state <> 'churned') as last_on
  from began
  group by kind, grain
),

days as (
  select
    kind,
    grain,
    unnest(generate_series(first_on, last_on, interval 1 day))::date as day
  from spans
),

calendar as (
  select
    *,
    row_number() over (partition by kind, grain order by period) as number
  from (select distinct kind, grain, period_start(grain, day) as period from days)
),

cohorts as (
  select
    kind,
    grain,
    cohort,
    count(*) as cohort_people
  from began
  group by kind, grain, cohort
),

cells as (
  select
    cohorts.*,
    calendar.period,
    calendar.number - starts.number as age
  from cohorts
  join calendar as starts
    on starts.kind = cohorts.kind
    and starts.grain = cohorts.grain
    and starts.period = cohorts.cohort
  join calendar
    on calendar.kind = cohorts.kind
    and calendar.grain = cohorts.grain
    and calendar.number >= starts.number
),

counts as (
  select
    began.kind,
    began.grain,
    began.cohort,
    periods.period,
    count(*) as people
  from began
  join periods
    on periods.kind = began.kind
    and periods.grain = began.grain
    and periods.person_id = began.person_id
  where periods.state <> 'churned'
  group by all
)

select
  cells.kind,
  cells.grain,
  cells.cohort,
  cells.period,
  cells.age,
  cells.cohort_people,
  coalesce(counts.people, 0) as people
from cells
left join counts
  on counts.kind = cells.kind
  and counts.grain = cells.grain
  and counts.cohort = cells.cohort
  and counts.period = cells.period
