-- One row per person who has signed up or has done anything. Whether somebody was won is judged when their time is over,
-- never before: two weeks after signing up for the first use that counts, four weeks after the first use for coming back.
with users as (
  select * from stg_users
),

habits as (
  select
    user_id,
    min(occurred_on) as first_used_on,
    max(occurred_on) as last_used_on,
    count(distinct occurred_on) as active_days,
    arg_min(customer_id, occurred_at) as customer_id
  from events
  where user_id is not null
  group by user_id
),

fourth_weeks as (
  select distinct habits.user_id
  from habits
  join events
    on events.user_id = habits.user_id
    and events.occurred_on >= habits.first_used_on + 21
    and events.occurred_on < habits.first_used_on + 28
),

told as (
  select bool_or(activated_at is not null) as tells_activation
  from users
),

people as (
  select
    coalesce(users.user_id, habits.user_id) as user_id,
    coalesce(users.customer_id, habits.customer_id) as customer_id,
    users.role,
    users.platform,
    users.channel,
    users.country,
    users.signed_up_at::date as signed_up_on,
    users.activated_at::date as activated_on,
    users.deactivated_at::date as deactivated_on,
    habits.first_used_on,
    habits.last_used_on,
    coalesce(habits.active_days, 0) as active_days
  from users
  full join habits on habits.user_id = users.user_id
)

select
  people.*,
  case when first_used_on >= signed_up_on then first_used_on - signed_up_on end as days_to_first_use,
  signed_up_on + 14 as first_fortnight_ended_on,
  case when told.tells_activation then coalesce(activated_on < signed_up_on + 14, false) end as is_activated_in_fortnight,
  first_used_on + 28 as fourth_week_ended_on,
  fourth_weeks.user_id is not null as is_back_in_fourth_week
from people
cross join told
left join fourth_weeks using (user_id)
