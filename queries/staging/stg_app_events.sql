-- One row per event of the app, in the brand's own time. What other brands call points are miles here.
select
  nullif(trim(user_id), '') as user_id,
  local_time(event_time) as occurred_at,
  case lower(trim(event_type))
    when 'miles_earned' then 'points_earned'
    when 'miles_redeemed' then 'points_redeemed'
    else lower(trim(event_type))
  end as event_type,
  case lower(trim(platform))
    when 'ios' then 'iOS'
    when 'android' then 'Android'
    when 'web' then 'Web'
    else nullif(trim(platform), '')
  end as platform,
  nullif(trim(utm_source), '') as channel,
  nullif(upper(trim(country)), '') as country,
  miles_amount as amount
from app.event
where event_time is not null
  and nullif(trim(user_id), '') is not null
