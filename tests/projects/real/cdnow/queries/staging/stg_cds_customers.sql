select
  regexp_extract(line, '\S+') as customer_id,
  min(strptime(regexp_extract_all(line, '\S+')[2], '%Y%m%d'))::date as joined_on
from cds.purchases
where line not like '%customer_id%'
group by all
