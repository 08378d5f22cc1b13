-- Nothing is sold for less than nothing.
select * from sales where amount < 0
