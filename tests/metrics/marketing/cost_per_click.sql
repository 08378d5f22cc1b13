-- Cost for each click.
select sum(amount) / nullif(sum(clicks), 0) from stg_ad_spend where day >= $period_start and day < $period_end
