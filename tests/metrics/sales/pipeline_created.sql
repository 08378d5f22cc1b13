-- Worth of the deals created in the period.
select sum(amount) from stg_opportunities where created_on >= $period_start and created_on < $period_end
