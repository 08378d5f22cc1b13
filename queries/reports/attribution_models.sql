-- Conversions of the 52 weeks up to the period's end by the channel that is credited with them, by each model.
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
  sum(credit) filter (where model = 'first touch') as first_touch,
  sum(credit) filter (where model = 'last touch') as last_touch,
  sum(credit) filter (where model = 'linear') as linear,
  sum(credit) filter (where model = 'position based') as position_based,
  sum(revenue_amount) filter (where model = 'linear') as linear_revenue
from credits
group by channel
order by linear desc, channel
