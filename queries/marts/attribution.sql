-- Who gets the credit for a conversion. The customer's touches of the 30 days up to it share one credit by each of four
-- models: all to the first, all to the last, the same to each, or 40 % to the first, 40 % to the last and 20 % to those
-- between (half each where there are two). Thirty days are what the advertising platforms and the published playbooks
-- of the trade look back on; a touch at the very moment of the conversion still counts. Touches at the same moment
-- stand in the order of their ids. The last touch takes what rounding leaves over, so that the credits of a conversion
-- are 1 and their revenue is its own, exactly.
with conversions as (
  select * from stg_conversions
),

models as (
  select unnest(['first touch', 'last touch', 'linear', 'position based']) as model
),

paths as (
  select
    conversions.conversion_id,
    conversions.customer_id,
    conversions.converted_at,
    conversions.amount,
    touchpoints.touchpoint_id,
    touchpoints.touched_at,
    touchpoints.channel,
    touchpoints.medium,
    touchpoints.campaign_id,
    touchpoints.campaign,
    touchpoints.is_paid,
    row_number() over (
      partition by conversions.conversion_id
      order by touchpoints.touched_at, touchpoints.touchpoint_id
    ) as touch_number,
    count(*) over (partition by conversions.conversion_id) as touches
  from conversions
  join touchpoints
    on touchpoints.customer_id = conversions.customer_id
    and touchpoints.touched_at >= conversions.converted_at - interval 30 day
    and touchpoints.touched_at <= conversions.converted_at
),

shares as (
  select
    *,
    touch_number = 1 as is_first,
    touch_number = touches as is_last,
    round(1 / touches, 12)::decimal(18, 12) as even_share,
    case when touches > 2 then 0.4 else round(1 / touches, 12) end::decimal(18, 12) as end_share,
    case when touches > 2 then round(0.2 / (touches - 2), 12) else 0 end::decimal(18, 12) as middle_share
  from paths
),

credits as (
  select
    shares.*,
    models.model,
    case
      when models.model = 'first touch' then shares.is_first::integer
      when models.model = 'last touch' then shares.is_last::integer
      when models.model = 'linear' and shares.is_last then 1 - (shares.touches - 1) * shares.even_share
      when models.model = 'linear' then shares.even_share
      when shares.touches = 1 then 1
      when shares.is_last then 1 - shares.end_share - (shares.touches - 2) * shares.middle_share
      when shares.is_first then shares.end_share
      else shares.middle_share
    end::decimal(18, 12) as credit
  from shares
  cross join models
)

select
  conversion_id,
  model,
  touchpoint_id,
  touch_number,
  touches,
  customer_id,
  converted_at,
  converted_at::date as converted_on,
  touched_at,
  channel,
  medium,
  campaign_id,
  campaign,
  is_paid,
  credit,
  -- Wider than 18 digits, or DuckDB multiplies in 64 bits and overflows at a few hundred.
  credit::decimal(20, 12) * amount as revenue_amount
from credits
