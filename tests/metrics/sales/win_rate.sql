-- Deals won over deals closed in the period.
select sum(case when is_won then 1 else 0 end) / nullif(count(*), 0) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end
