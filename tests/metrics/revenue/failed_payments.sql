-- Payments of the period that failed.
select count(*) from stg_payments where status = 'failed' and paid_at >= $period_start and paid_at < $period_end
