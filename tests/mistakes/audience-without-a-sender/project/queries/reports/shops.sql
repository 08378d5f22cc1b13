select distinct shop as audience, shop as title, 'shop@crumb.example' as recipients from sales
