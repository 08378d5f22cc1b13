-- Deals qualified in the period.
select count(*) from stg_opportunities where qualified_on >= $period_start and qualified_on < $period_end
