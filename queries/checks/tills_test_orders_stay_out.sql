-- Of the tills' lines, those of the test application and those without an id are fewer than one in a hundred.
-- model: stg_tills_lines
with raw as (
  select count(*) as lines from tills.order_items
),

accepted as (
  select count(*) as lines from stg_tills_lines
)

select
  raw.lines,
  raw.lines - accepted.lines as left_out
from raw
cross join accepted
where raw.lines - accepted.lines >= 0.01 * raw.lines
  and raw.lines > 0
