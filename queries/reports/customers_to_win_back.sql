-- Customers at risk, those who brought most in the last 365 days first: whom to write to. People are told by their id
-- alone.
with periods as (
  select *
  from customer_periods
  where grain = $grain
    and period_start = $period_start::date
    and is_at_risk
)

select
  periods.customer_id,
  locations.location_name,
  customers.favourite_product,
  periods.recency_days,
  periods.mean_gap_days,
  periods.orders_365d,
  periods.revenue_365d_amount as revenue_365d,
  periods.lifetime_revenue_amount as lifetime_revenue,
  periods.clv_tier
from periods
join customers using (customer_id)
left join locations on locations.location_id = customers.main_location_id
order by revenue_365d desc, periods.customer_id
