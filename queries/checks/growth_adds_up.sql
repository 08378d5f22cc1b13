-- Active users are those of the period before, less the churned, plus the new and the resurrected.
with counts as (
  select
    grain,
    period,
    count(*) filter (where state <> 'churned') as active_users,
    count(*) filter (where state in ('new', 'resurrected')) as gained_users,
    count(*) filter (where state = 'churned') as churned_users
  from user_periods
  group by grain, period
),

steps as (
  select
    counts.*,
    coalesce(before.active_users, 0) as active_users_before
  from counts
  left join counts as before
    on before.grain = counts.grain and before.period = previous_period(counts.grain, counts.period)
)

select *
from steps
where active_users <> active_users_before - churned_users + gained_users
order by grain, period
