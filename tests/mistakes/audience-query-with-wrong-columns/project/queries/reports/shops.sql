select distinct sum(amount) as audience, shop as name, shop || '@crumb.example' as recipient from sales where shop <> $audience group by shop
