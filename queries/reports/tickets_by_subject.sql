-- Tickets opened in each of the last periods, by subject; the subject with most of them first.
with questions as (
  select
    coalesce(category, 'Not stated') as category,
    period_start($grain, opened_on) as period
  from tickets
  where opened_on < $period_end
    and opened_on >= $period_start::date - ($last - 1) * case $grain
      when 'day' then interval 1 day
      when 'week' then interval 7 day
      when 'month' then interval 1 month
      when 'quarter' then interval 3 month
      else interval 1 year
    end
),

totals as (
  select
    category,
    count(*) as total
  from questions
  group by category
)

select
  questions.category,
  questions.period,
  count(*) as tickets
from questions
join totals using (category)
group by questions.category, questions.period, totals.total
order by totals.total desc, questions.category, questions.period
