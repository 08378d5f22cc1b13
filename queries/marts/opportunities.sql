-- One row per deal. By the day: a deal is open from the day it was created until the day it was closed, and closed deals
-- are won or lost. What says nothing about a cycle, such as a deal entered after it was closed, has none. Where no
-- activity names its deal, nobody knows how many a deal took.
--
-- What a deal was worth while it was open is known where open deals carry an amount. Where fewer than four in five of the
-- brand's open deals do, amounts are put on deals when they close: what those that have closed were thought to be worth
-- before, nobody knows (`is_worth_known`, `open_amount`), and a past drawn with them would be one that nobody saw.
with opportunities as (
  select * from stg_opportunities
),

told as (
  select coalesce(count(amount) >= 0.8 * count(*), true) as tells_worth
  from opportunities
  where closed_on is null
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
  opportunities.*,
  case
    when closed_on is null then 'open'
    when is_won then 'won'
    else 'lost'
  end as outcome,
  case when closed_on >= created_on then closed_on - created_on end as cycle_days,
  opportunities.closed_on is null or told.tells_worth as is_worth_known,
  case when opportunities.closed_on is null or told.tells_worth then opportunities.amount end as open_amount,
  case when exists (from contacts) then coalesce(contacts.activities, 0) end as activities
from opportunities
cross join told
left join contacts using (opportunity_id)
