-- How often people of a region come: days between their visits, over the visits of the three months that end with the
-- period. A region with fewer than five people who came twice is left out: it says more of them than of the region.
-- No block of metrics says this: regions of few people are left out by their number, and their tile on the map is no dimension.
with days as (
  select *
  from visits
  where visited_on >= $period_end::date - interval 3 month
    and visited_on < $period_end::date
    and region is not null
),

regions as (
  select
    region,
    count(distinct customer_id) as people,
    count(distinct customer_id) filter (where days_since_previous is not null) as people_again,
    avg(days_since_previous) as cycle,
    median(days_since_previous) as median_cycle
  from days
  group by region
)

select
  regions.region,
  regions.people,
  regions.people_again,
  case when regions.people_again >= 5 then regions.cycle end as cycle,
  case when regions.people_again >= 5 then regions.median_cycle end as median_cycle,
  korea_regions.tile_row,
  korea_regions.tile_column
from regions
left join korea_regions using (region)
order by regions.people desc, regions.region
