-- A deal is won or lost if and only if it has a day of closing.
-- severity: warn
select
  opportunity_id,
  opportunity_name,
  closed_on,
  is_won
from opportunities
where (closed_on is null) <> (is_won is null)
order by opportunity_id
