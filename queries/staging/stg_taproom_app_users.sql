-- Sign-ups are kept as local days. A user is activated by the first use of any feature; to look in and leave is none.
select
  users.user_id,
  users.account_id as customer_id,
  users.role,
  users.platform,
  users.signed_up_on::timestamp as signed_up_at,
  local_time(activations.activated_at) as activated_at,
  users.deactivated_on::timestamp as deactivated_at
from taproom_app.users
left join taproom_app.activations using (user_id)
