-- A pizza is charged at its list price.
select
  details.order_details_id as order_item_id,
  details.order_id,
  details.pizza_id as product_id,
  details.quantity,
  pizzas.price as unit_price_amount,
  details.quantity * pizzas.price as line_amount
from pizza.order_details as details
join pizza.pizzas as pizzas using (pizza_id)
