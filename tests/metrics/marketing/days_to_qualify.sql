-- The middle one of the days from lead to qualification, where that is not before.
select median(date_diff('day', created_at::date, qualified_on)) from stg_leads where qualified_on >= $period_start and qualified_on < $period_end and qualified_on >= created_at::date
