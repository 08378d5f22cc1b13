-- People who signed up before the period's end and were not taken off before it.
select count(*) from stg_users where signed_up_at < $period_end and (deactivated_at is null or deactivated_at::date >= $period_end)
