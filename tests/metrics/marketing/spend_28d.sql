-- The cost of the days of the period, of the 28 days that end with the period.
select sum(amount) from stg_ad_spend where day >= $period_end::date - 28 and day < $period_end
