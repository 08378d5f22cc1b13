-- Leads whose day of conversion is in the period, of the 28 days that end with the period.
select count(*) from stg_leads where converted_on >= $period_end::date - 28 and converted_on < $period_end
