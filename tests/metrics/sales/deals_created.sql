-- Deals created in the period.
select count(*) from stg_opportunities where created_on >= $period_start and created_on < $period_end
