-- Deals closed in the period and won.
select count(*) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and is_won
