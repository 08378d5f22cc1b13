-- One row per deal. By the day: a deal is open from the day it was created until the day it was closed, and closed deals
-- are won or lost. What says nothing about a cycle, such as a deal entered after it was closed, has none. Where no
-- activity names its deal, nobody knows how many a deal took.
with deals as (
  select * from stg_opportunities
),

contacts as (
  select
    opportunity_id,
    count(*) as activities
  from stg_activities
  where opportunity_id is not null
  group by opportunity_id
)

select
  deals.*,
  case
    when closed_on is null then 'open'
    when is_won then 'won'
    else 'lost'
  end as outcome,
  case when closed_on >= created_on then closed_on - created_on end as cycle_days,
  case when exists (from contacts) then coalesce(contacts.activities, 0) end as activities
from deals
left join contacts using (opportunity_id)
