-- One row per call, mail, meeting or task. Who has no deals has no territory.
with activities as (
  select * from stg_activities
)

select
  activities.*,
  activities.happened_at::date as happened_on,
  sales_reps.territory,
  sales_reps.manager
from activities
left join sales_reps using (owner)
