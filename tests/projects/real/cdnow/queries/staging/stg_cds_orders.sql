-- One row per purchase; the lines are of fixed columns, and a customer may buy twice a day.
with parts as (
  select
    regexp_extract_all(line, '\S+') as words,
    line
  from cds.purchases
  where line not like '%customer_id%'
),

numbered as (
  select
    words[1] as customer_id,
    strptime(words[2], '%Y%m%d') as ordered_at,
    words[4]::decimal(18, 4) as amount,
    words[3] as cds,
    row_number() over (partition by words[1], words[2] order by line) as number
  from parts
)

select
  customer_id || '/' || strftime(ordered_at, '%Y%m%d') || '/' || number as order_id,
  customer_id,
  ordered_at,
  amount
from numbered
