-- Leads whose day of qualification is in the period.
select count(*) from stg_leads where qualified_on >= $period_start and qualified_on < $period_end
