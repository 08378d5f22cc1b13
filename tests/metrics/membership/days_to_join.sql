-- The middle one of the days from lead to member, where that is not before.
select median(converted_on - created_at::date) from stg_leads where converted_on >= $period_start and converted_on < $period_end and converted_on >= created_at::date and is_membership
