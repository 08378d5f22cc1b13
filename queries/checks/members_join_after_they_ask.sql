-- No member joined before their lead was made.
-- severity: warn
select
  lead_id,
  created_on,
  converted_on
from leads
where converted_on < created_on
order by lead_id
