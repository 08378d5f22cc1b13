select guest as order_id, sold_at as ordered_at, amount from till.sale
