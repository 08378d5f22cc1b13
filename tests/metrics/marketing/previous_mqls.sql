-- Leads qualified in the period before.
select count(*)
from stg_leads
where qualified_on < $period_start
  and qualified_on >= case $grain
    when 'day' then $period_start::date - 1
    when 'week' then $period_start::date - 7
    when 'month' then ($period_start::date - interval 1 month)::date
    when 'quarter' then ($period_start::date - interval 3 month)::date
    else ($period_start::date - interval 1 year)::date
  end
