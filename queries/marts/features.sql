-- One row per part of the product that is counted, also of those that nobody has described.
with described as (
  select * from stg_features
),

used as (
  select
    feature_id,
    min(occurred_on) as first_used_on
  from events
  where feature_id is not null
  group by feature_id
)

select
  coalesce(described.feature_id, used.feature_id) as feature_id,
  coalesce(described.feature_name, described.feature_id, used.feature_id) as feature_name,
  described.area,
  described.released_on,
  described.is_beta,
  used.first_used_on,
  least(described.released_on, used.first_used_on) as there_since
from described
full join used on used.feature_id = described.feature_id
