select stall, title, keeper, opened_on, closed_on from stg_till_stall
