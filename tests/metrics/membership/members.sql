-- Leads who asked to join, converted before the period's end.
select count(*) from stg_leads where converted_on < $period_end and is_membership
