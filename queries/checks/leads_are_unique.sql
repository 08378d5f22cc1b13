-- Each lead is one row.
select
  lead_id,
  count(*) as row_count
from leads
group by lead_id
having count(*) > 1
order by lead_id
