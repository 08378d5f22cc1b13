-- Some ids of usage are there twice, with different usage. Who used it is not told, only for which subscription.
select
  usage.usage_id || '-' || row_number() over (
    partition by usage.usage_id
    order by usage.usage_date, usage.subscription_id, usage.feature_name
  ) as event_id,
  subscriptions.account_id as customer_id,
  usage.usage_date::timestamp as occurred_at,
  'feature_use' as event_type,
  usage.feature_name as feature_id,
  usage.usage_count as uses,
  usage.usage_duration_secs as duration_seconds,
  usage.error_count as errors
from raven.feature_usage as usage
join raven.subscriptions as subscriptions using (subscription_id)
