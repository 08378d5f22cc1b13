-- Deals closed in the period.
select count(*) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end
