-- Amounts of the payments of the period that did not fail.
select sum(amount) from stg_payments where status <> 'failed' and paid_at >= $period_start and paid_at < $period_end
