-- No member joined before their lead was made.
-- severity: warn
with people as (
  select * from leads
)

select
  lead_id,
  created_on,
  converted_on
from people
where converted_on < created_on
order by lead_id
