select shop, isodow(sold_at) as weekday, sum(amount) as takings from till.sale group by all
