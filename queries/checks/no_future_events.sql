-- No event is dated more than a week after all but one in a thousand of them: a phone with a wrong clock.
-- severity: warn
with events as (
  select * from stg_events
),

bulk as (
  select quantile_disc(occurred_at, 0.999) as ends_at from events
)

select
  events.user_id,
  events.occurred_at,
  events.event_type
from events
cross join bulk
where events.occurred_at > bulk.ends_at + interval 7 day
order by events.occurred_at, events.user_id
