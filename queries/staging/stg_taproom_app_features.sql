select
  feature_id,
  name as feature_name,
  area,
  released_on,
  is_beta
from taproom_app.features
