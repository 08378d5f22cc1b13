-- The mean of the days from lead to customer, where that is not before.
select sum(date_diff('day', created_at::date, converted_on)) / nullif(count(*), 0) from stg_leads where converted_on >= $period_start and converted_on < $period_end and converted_on >= created_at::date
