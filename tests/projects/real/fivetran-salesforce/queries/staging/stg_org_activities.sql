-- Calls are kept both as tasks and as events of the calendar. What a task or an event is about may be a deal, whose ids
-- begin with 006, or something else.
with done as (
  select
    id,
    case task_subtype
      when 'Call' then 'call'
      when 'Email' then 'email'
      else 'task'
    end as kind,
    owner_id,
    what_id,
    account_id,
    activity_date as happened_at,
    is_deleted
  from org.task
  union all
  select
    id,
    if(type = 'Call', 'call', 'meeting') as kind,
    owner_id,
    what_id,
    account_id,
    start_date_time as happened_at,
    is_deleted
  from org.event
)

select
  id as activity_id,
  kind,
  owner_id as owner,
  if(starts_with(what_id, '006'), what_id, null) as opportunity_id,
  account_id as customer_id,
  local_time(happened_at) as happened_at
from done
where not is_deleted
