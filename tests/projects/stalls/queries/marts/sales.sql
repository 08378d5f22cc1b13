select sold_on, stall, product, amount from stg_till_sale
