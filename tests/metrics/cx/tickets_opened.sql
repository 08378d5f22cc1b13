-- Tickets opened in the period.
select count(*) from stg_tickets where opened_at >= $period_start and opened_at < $period_end
