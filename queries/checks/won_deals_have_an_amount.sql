-- Every deal that was won has a worth.
-- severity: warn
select
  opportunity_id,
  opportunity_name,
  owner,
  closed_on
from opportunities
where outcome = 'won'
  and amount is null
order by opportunity_id
