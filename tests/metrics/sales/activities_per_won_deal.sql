-- Activities, at any time, of the deals won in the period, for each of these deals.
select
  (select count(*) from stg_activities as a join stg_opportunities as d on d.opportunity_id = a.opportunity_id where d.closed_on >= $period_start and d.closed_on < $period_end and d.is_won)
  / nullif((select count(*) from stg_opportunities where closed_on >= $period_start and closed_on < $period_end and is_won), 0)
