-- Deals lost in the thirteen weeks that end with the period, by the reason that was given.
with deals as (
  select *
  from opportunities
  where outcome = 'lost'
    and closed_on >= $period_end::date - 91
    and closed_on < $period_end
)

select
  coalesce(lost_reason, 'Not said') as reason,
  count(*) as deals_lost,
  sum(amount) as amount,
  count(*) / sum(count(*)) over () as share
from deals
group by reason
order by deals_lost desc, reason
