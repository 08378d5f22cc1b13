-- Leads who asked to join, converted in the 28 days that end with the period.
select count(*) from stg_leads where converted_on >= $period_end::date - 28 and converted_on < $period_end and is_membership
