-- A use of a feature is on trial or not, the feature itself is both.
select distinct
  feature_name as feature_id,
  feature_name
from raven.feature_usage
