-- The pipeline writes "GTXPro" where the list of products has "GTX Pro". Deals that are won have the price that they were
-- closed at; lost ones say 0 and open ones nothing, so that their worth is the list price. Nobody has noted when deals in
-- the stage of prospecting began: they are deals, and they are in no period.
with pipeline as (
  select
    *,
    if(product = 'GTXPro', 'GTX Pro', product) as product_name
  from shop.pipeline
)

select
  pipeline.opportunity_id,
  pipeline.account as customer_id,
  pipeline.sales_agent as owner,
  teams.regional_office as territory,
  teams.manager,
  pipeline.product_name as product,
  strptime(pipeline.engage_date, '%m/%d/%Y')::date as created_on,
  strptime(pipeline.close_date, '%m/%d/%Y')::date as closed_on,
  pipeline.deal_stage as stage,
  case pipeline.deal_stage
    when 'Won' then true
    when 'Lost' then false
  end as is_won,
  if(pipeline.deal_stage = 'Won', pipeline.close_value, products.sales_price) as amount
from pipeline
left join shop.teams using (sales_agent)
left join shop.products on products.product = pipeline.product_name
