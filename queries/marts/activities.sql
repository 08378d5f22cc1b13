-- One row per call, mail, meeting or task. Who has no deals has no territory.
with contacts as (
  select * from stg_activities
),

reps as (
  select * from sales_reps
)

select
  contacts.*,
  contacts.happened_at::date as happened_on,
  reps.territory,
  reps.manager
from contacts
left join reps using (owner)
