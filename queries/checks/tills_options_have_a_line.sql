-- Of the tills' options, those of lines that are not there are fewer than one in a hundred, and so are repeats but for some.
-- model: stg_tills_options
with raw as (
  select * from tills.order_item_options
),

tills_options as (
  select * from stg_tills_options
),

lines as (
  select distinct lineitem_id from tills.order_items
),

counts as (
  select
    (select count(*) from raw) as rows_exported,
    (select count(*) from tills_options) as rows_kept,
    (select count(*) from tills_options anti join lines using (lineitem_id)) as orphans
)

select *
from counts
where orphans > 0.01 * rows_kept
  or rows_exported - rows_kept > 0.05 * rows_exported
