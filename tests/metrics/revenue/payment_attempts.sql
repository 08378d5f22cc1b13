-- Payments of the period that came to an end.
select count(*) from stg_payments where status in ('succeeded', 'refunded', 'failed') and paid_at >= $period_start and paid_at < $period_end
