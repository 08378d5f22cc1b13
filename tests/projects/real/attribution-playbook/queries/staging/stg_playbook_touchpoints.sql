with fields as (
  select string_split(line, ',') as field from playbook.sessions
)

select
  field[1] as touchpoint_id,
  field[2] as customer_id,
  field[3]::timestamp as touched_at,
  field[5] as channel,
  nullif(field[6], '') as medium,
  nullif(field[7], '') as campaign_id
from fields
where field[1] <> 'session_id'
