-- Customers with a ticket opened in the period.
select case when count(*) = 0 then 0 else nullif(count(distinct customer_id), 0) end from stg_tickets where opened_at >= $period_start and opened_at < $period_end
