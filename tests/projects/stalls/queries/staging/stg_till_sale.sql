select sold_on, stall, product, amount from till.sale
