-- What came of the leads: of those made in the year that ended 90 days before the period's end, so that each had three
-- months to become a customer, how many marketing qualified, sales took over, and became customers, by channel.
-- No block of metrics says this: what became of the leads of one year is asked of the leads themselves.
with people as (
  select
    coalesce(channel, 'Not known') as channel,
    qualified_on,
    accepted_on,
    converted_on
  from leads
  where created_on >= $period_end::date - 90 - 364
    and created_on < $period_end::date - 90
)

select
  channel,
  count(*) as leads,
  count(*) filter (where qualified_on < $period_end::date) as mqls,
  count(*) filter (where accepted_on < $period_end::date) as sqls,
  count(*) filter (where converted_on < $period_end::date) as won,
  count(*) filter (where qualified_on < $period_end::date) / count(*) as qualified_share,
  count(*) filter (where converted_on < $period_end::date) / count(*) as won_share
from people
group by channel
order by won desc, channel
