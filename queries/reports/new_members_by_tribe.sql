-- New members by tribe: this year so far and the same days of last year. Those who name no tribe are the last row.
with people as (
  select
    subsegment as tribe,
    joined_on
  from members
),

year_so_far as (
  select
    period_start('year', $period_end::date - 1) as starts_on,
    $period_end::date as ends_on
),

counts as (
  select
    people.tribe,
    count(*) filter (
      where people.joined_on >= year_so_far.starts_on and people.joined_on < year_so_far.ends_on
    ) as this_year,
    count(*) filter (
      where people.joined_on >= year_so_far.starts_on - interval 1 year
        and people.joined_on < year_so_far.ends_on - interval 1 year
    ) as last_year
  from people
  cross join year_so_far
  group by people.tribe
)

select
  coalesce(tribe, 'Not given') as tribe,
  this_year,
  last_year,
  this_year - last_year as difference,
  this_year / nullif(last_year, 0) - 1 as change
from counts
order by tribe is null, this_year desc, tribe
