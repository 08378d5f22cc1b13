-- What came of the payments of the period less what went back.
select sum(amount) - sum(if(status = 'refunded', coalesce(refunded_amount, amount), coalesce(refunded_amount, 0))) from stg_payments where status <> 'failed' and paid_at >= $period_start and paid_at < $period_end
