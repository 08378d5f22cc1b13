-- Customers with a ticket opened in the period.
select count(distinct customer_id) from stg_tickets where opened_at >= $period_start and opened_at < $period_end
