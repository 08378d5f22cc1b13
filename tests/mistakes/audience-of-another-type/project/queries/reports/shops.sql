select 7 as audience, shop as title from sales limit 1
