-- Worth of the deals won over the worth of the deals closed in the period.
select coalesce(sum(case when is_won then amount end), 0) / nullif(coalesce(sum(amount), 0), 0) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end
