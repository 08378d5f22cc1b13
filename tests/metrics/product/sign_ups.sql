-- People who signed up in the period.
select count(*) from stg_users where signed_up_at >= $period_start and signed_up_at < $period_end
