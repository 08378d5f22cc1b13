-- Calendar days of the period between the brand's first and last order.
select greatest(
  0,
  least($period_end::date, (select max(ordered_at)::date + 1 from stg_orders))
  - greatest($period_start::date, (select min(ordered_at)::date from stg_orders))
)
