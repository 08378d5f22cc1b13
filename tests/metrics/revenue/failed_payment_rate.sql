-- The share of the payments of the period that failed.
select count(*) filter (where status = 'failed') / nullif(count(*), 0) from stg_payments where paid_at >= $period_start and paid_at < $period_end
