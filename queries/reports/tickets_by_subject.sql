-- Tickets opened in each of the 13 periods that end with this one, by subject; the subject with most of them first.
with questions as (
  select
    coalesce(category, 'Not stated') as category,
    period_start($grain, opened_on) as period
  from tickets
  where opened_on < $period_end
    and opened_on >= $period_start::date - case $grain when 'week' then interval 84 day else interval 12 month end
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
