select count(*) as place from sales where shop = $audience
