-- Numbers are small.
select * from sales where shop = 'Harbour' and cast(product as integer) > 5
