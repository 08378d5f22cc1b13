-- Where users are told of at all, every event is one of theirs, and not from before they signed up.
-- severity: warn
with users as (
  select * from stg_users
),

happened as (
  select
    user_id,
    min(occurred_on) as first_used_on,
    count(*) as events
  from events
  where user_id is not null
  group by user_id
)

select
  happened.user_id,
  happened.events,
  happened.first_used_on,
  users.signed_up_at
from happened
left join users using (user_id)
where exists (from users)
  and (users.user_id is null or happened.first_used_on < users.signed_up_at::date)
order by happened.user_id
