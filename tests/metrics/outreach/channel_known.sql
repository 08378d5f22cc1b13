-- The share of them.
select count(coalesce(channel, case when channel_text like '%friend%' then 'friend' end)) / nullif(count(*), 0) from stg_leads where created_at >= $period_start and created_at < $period_end
