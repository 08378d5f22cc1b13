-- Companies with an event in the period, by the event or by its user.
select count(distinct coalesce(e.customer_id, (select u.customer_id from stg_users as u where u.user_id = e.user_id))) from stg_events as e where occurred_at >= $period_start and occurred_at < $period_end
