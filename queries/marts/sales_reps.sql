-- One row per salesperson with the territory and the manager of their latest deal: what a quota and a call are split by.
-- A person who has moved takes their quota along.
with opportunities as (
  select * from stg_opportunities
)

select
  owner,
  territory,
  manager
from opportunities
where owner is not null
qualify row_number() over (partition by owner order by created_on desc nulls last, opportunity_id desc) = 1
