-- The middle number of days from due to paid, of the payments of the period that did not fail.
select quantile_cont(date_diff('day', due_on, paid_at::date), 0.5) from stg_payments where status <> 'failed' and paid_at >= $period_start and paid_at < $period_end
