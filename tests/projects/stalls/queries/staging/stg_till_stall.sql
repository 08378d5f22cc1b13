select stall, title, keeper, opened_on, closed_on from till.stall
