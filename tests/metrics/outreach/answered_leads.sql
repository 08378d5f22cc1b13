-- Those of them whose channel is known or told.
select count(coalesce(channel, case when channel_text like '%friend%' then 'friend' end)) from stg_leads where created_at >= $period_start and created_at < $period_end
