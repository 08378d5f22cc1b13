-- Leads whose day of qualification is in the period, of the 28 days that end with the period.
select count(*) from stg_leads where qualified_on >= $period_end::date - 28 and qualified_on < $period_end
