-- Customers whose earliest conversion is in the period, of the 28 days that end with the period.
select count(*)
from (select customer_id, min(converted_at) as first_at from stg_conversions where customer_id is not null group by customer_id)
where first_at >= $period_end::date - 28 and first_at < $period_end
