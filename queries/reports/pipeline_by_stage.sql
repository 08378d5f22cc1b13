-- Open deals at the period's end by the stage that they were in, early stages first.
-- No block of metrics says this: stages come in the order of the pipeline, and not of a metric.
select
  stage,
  count(*) as open_deals,
  sum(open_amount) as amount,
  sum(open_amount * probability::decimal(9, 6)) as weighted_amount
from opportunity_stages
where entered_on < $period_end
  and (left_on is null or left_on >= $period_end)
group by stage
order by min(stage_number), min(probability), stage
