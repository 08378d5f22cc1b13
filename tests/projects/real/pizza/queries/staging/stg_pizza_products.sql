-- A pizza of a size is a product; the size is its finer class.
select
  pizzas.pizza_id as product_id,
  types.name as product_name,
  types.category,
  pizzas.size as product_type,
  false as is_beverage,
  pizzas.price as price_amount
from pizza.pizzas as pizzas
join pizza.pizza_types as types using (pizza_type_id)
