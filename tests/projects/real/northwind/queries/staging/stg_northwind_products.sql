-- The set comes without its list of categories, which are these eight.
select
  productID as product_id,
  productName as product_name,
  case categoryID
    when 1 then 'Beverages'
    when 2 then 'Condiments'
    when 3 then 'Confections'
    when 4 then 'Dairy Products'
    when 5 then 'Grains/Cereals'
    when 6 then 'Meat/Poultry'
    when 7 then 'Produce'
    when 8 then 'Seafood'
  end as category,
  unitPrice as price_amount
from northwind.products
