-- One row per line and option. Rows that repeat another to the letter are the export's fault: an option ordered twice has
-- a quantity of two. Options of lines that are not there join to nothing.
select distinct
  order_id,
  lineitem_id,
  trim(option_group_name) as option_group_name,
  trim(option_name) as option_name,
  option_price * option_quantity as option_amount
from tills.order_item_options
