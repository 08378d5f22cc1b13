-- Conversions of the 52 weeks up to the period's end by the channel that is credited with them, by each model.
-- No block of metrics says this: the models stand side by side as columns, and a metric credits by one of them.
with credits as (
  select
    coalesce(channel, 'Not known') as channel,
    model,
    credit,
    revenue_amount
  from attribution
  where converted_on >= $period_end::date - 364
    and converted_on < $period_end::date
)

select
  channel,
  coalesce(sum(credit) filter (where model = 'first touch'), 0) as first_touch,
  coalesce(sum(credit) filter (where model = 'last touch'), 0) as last_touch,
  coalesce(sum(credit) filter (where model = 'linear'), 0) as linear,
  coalesce(sum(credit) filter (where model = 'position based'), 0) as position_based,
  sum(revenue_amount) filter (where model = 'linear') as linear_revenue
from credits
group by channel
order by linear desc, channel
