-- Leads whose day of acceptance is in the period.
select count(*) from stg_leads where accepted_on >= $period_start and accepted_on < $period_end
