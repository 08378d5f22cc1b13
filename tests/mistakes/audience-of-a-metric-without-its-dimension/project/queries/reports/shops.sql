select distinct shop as audience, shop as title from sales
