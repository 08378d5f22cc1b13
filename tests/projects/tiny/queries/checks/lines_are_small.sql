-- No line of a receipt has more than eleven pieces.
-- severity: warn
select sold_on, product, quantity from sales where quantity > 11 order by all
