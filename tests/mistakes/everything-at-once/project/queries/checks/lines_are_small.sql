-- severity: warm
select * from till.sale where quantty > 11
