-- What went back of the payments of the period; all of it where nobody says how much of a refunded one.
select sum(if(status = 'refunded', coalesce(refunded_amount, amount), coalesce(refunded_amount, 0))) from stg_payments where status <> 'failed' and paid_at >= $period_start and paid_at < $period_end
