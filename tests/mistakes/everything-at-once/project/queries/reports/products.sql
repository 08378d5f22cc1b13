select product, from_where from till.sale where sold_at >= $period_begin
