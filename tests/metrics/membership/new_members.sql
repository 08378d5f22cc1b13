-- Leads who asked to join, converted in the period.
select count(*) from stg_leads where converted_on >= $period_start and converted_on < $period_end and is_membership
