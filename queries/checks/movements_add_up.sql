-- The movements of a customer lead from one period's amount to the next, whatever the grain.
with movements as (
  select
    *,
    lag(closing_amount) over (partition by customer_id, grain order by period) as closing_amount_before
  from mrr_movements
)

select
  customer_id,
  grain,
  period,
  opening_amount,
  closing_amount_before
from movements
where opening_amount <> coalesce(closing_amount_before, 0)
  or closing_amount <> opening_amount + new_amount + expansion_amount + reactivation_amount
    - contraction_amount - churned_amount
