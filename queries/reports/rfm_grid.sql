-- Customers who ordered within 365 days, by how lately and how often: a row per pair of scores.
-- No block of metrics says this: scores of the customers themselves, in pairs.
with periods as (
  select *
  from customer_periods
  where grain = $grain
    and period_start = $period_start::date
    and not is_lost
)

select
  'R' || recency_score as recency,
  'F' || frequency_score as frequency,
  count(*) as customers,
  sum(revenue_365d_amount) as revenue_365d
from periods
group by recency_score, frequency_score
order by recency_score desc, frequency_score
