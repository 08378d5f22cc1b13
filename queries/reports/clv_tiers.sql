-- How much of what was ever earned rests on how many: share of customers beside share of lifetime revenue.
with periods as (
  select *
  from customer_periods
  where grain = $grain
    and period_start = $period_start::date
)

select
  clv_tier,
  count(*) as customers,
  count(*) / sum(count(*)) over () as customer_share,
  sum(lifetime_revenue_amount) as lifetime_revenue,
  sum(lifetime_revenue_amount) / nullif(sum(sum(lifetime_revenue_amount)) over (), 0) as revenue_share,
  avg(lifetime_revenue_amount) as mean_value,
  min(lifetime_revenue_amount) as least_value,
  avg(lifetime_orders) as orders_each,
  count(*) filter (where is_at_risk) as at_risk
from periods
group by clv_tier
order by mean_value desc
