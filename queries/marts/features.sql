-- One row per part of the product that is counted, also of those that nobody has described.
with features as (
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
  coalesce(features.feature_id, used.feature_id) as feature_id,
  coalesce(features.feature_name, features.feature_id, used.feature_id) as feature_name,
  features.area,
  features.released_on,
  features.is_beta,
  used.first_used_on,
  least(features.released_on, used.first_used_on) as there_since
from features
full join used on used.feature_id = features.feature_id
