-- One row per event of the app, in the brand's own time.
select
  local_time(event_time) as happened_at,
  trim(user_id) as user_id,
  lower(trim(event_type)) as event_type,
  nullif(lower(trim(transaction_category)), '') as category,
  miles_amount,
  case lower(trim(platform))
    when 'ios' then 'iOS'
    when 'android' then 'Android'
    when 'web' then 'Web'
    else nullif(trim(platform), '')
  end as platform,
  nullif(trim(utm_source), '') as channel,
  nullif(upper(trim(country)), '') as country
from app.event
where event_time is not null
  and nullif(trim(user_id), '') is not null
