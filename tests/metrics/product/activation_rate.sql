-- Of those whose 14 days after signing up ended in the period, the share activated in them.
select count(*) filter (where activated_at::date - signed_up_at::date < 14) / nullif(count(*), 0)
from stg_users
where signed_up_at::date + 14 >= $period_start
  and signed_up_at::date + 14 < $period_end
