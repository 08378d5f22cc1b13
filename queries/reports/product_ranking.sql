-- Products by what they brought, net of what came back, in the last closed period of the grain, beside the one before it.
with lines as (
  select * from order_items where net_amount is not null or net_quantity is not null
),

last_period as (
  select
    $period_start::date as starts_on,
    $period_end::date as ends_on
),

compared as (
  select
    *,
    previous_period($grain, starts_on) as previous_starts_on
  from last_period
),

sales as (
  select
    lines.product_id,
    sum(lines.net_amount) filter (where lines.counted_on >= compared.starts_on) as revenue,
    sum(lines.net_quantity) filter (where lines.counted_on >= compared.starts_on) as items,
    count(distinct lines.customer_id) filter (where lines.is_completed and lines.counted_on >= compared.starts_on) as buyers,
    sum(lines.net_amount) filter (where lines.counted_on < compared.starts_on) as revenue_before
  from lines
  cross join compared
  where lines.counted_on >= compared.previous_starts_on
    and lines.counted_on < compared.ends_on
  group by lines.product_id
)

select
  products.product_name,
  products.category,
  products.badge,
  sales.revenue,
  sales.revenue / nullif(sum(sales.revenue) over (), 0) as share,
  sales.revenue / nullif(sales.revenue_before, 0) - 1 as change,
  sales.items,
  sales.buyers
from sales
join products using (product_id)
where sales.revenue is not null
order by sales.revenue desc, products.product_name
