-- The segments with their size and worth; together they are everybody who has ever bought.
with periods as (
  select *
  from customer_periods
  where grain = $grain
    and period_start = $period_start::date
),

earlier as (
  select
    rfm_segment,
    count(*) as customers
  from customer_periods
  where grain = $grain
    and period_start = previous_period($grain, $period_start::date)
  group by rfm_segment
)

select
  periods.rfm_segment,
  count(*) as customers,
  count(*) / sum(count(*)) over () as customer_share,
  count(*) - coalesce(max(earlier.customers), 0) as change,
  sum(periods.revenue_365d_amount) as revenue_365d,
  sum(periods.revenue_365d_amount) / nullif(sum(sum(periods.revenue_365d_amount)) over (), 0) as revenue_share,
  avg(periods.recency_days) as recency_days,
  avg(periods.orders_365d) as orders_365d
from periods
left join earlier using (rfm_segment)
group by periods.rfm_segment
order by revenue_365d desc, customers desc, periods.rfm_segment
