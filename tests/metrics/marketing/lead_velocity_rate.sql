-- How many more were qualified than in the period before, as a share of those.
select
  (count(*) filter (where qualified_on >= $period_start) - count(*) filter (where qualified_on < $period_start))
  / nullif(count(*) filter (where qualified_on < $period_start), 0)
from stg_leads
where qualified_on < $period_end
  and qualified_on >= case $grain
    when 'day' then $period_start::date - 1
    when 'week' then $period_start::date - 7
    when 'month' then ($period_start::date - interval 1 month)::date
    when 'quarter' then ($period_start::date - interval 3 month)::date
    else ($period_start::date - interval 1 year)::date
  end
