/** The subscription periods of the MRR playbook: our movements equal those of its own models, month by month and customer by customer. */
import { expect } from 'vitest';
import { answersOf, expectAnswers } from '../support/answers.ts';
import { testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';

let built: Promise<RealProject> | undefined;

function playbook(): Promise<RealProject> {
  built ??= realProject({
    set: 'mrr-playbook',
    now: '2020-03-01T12:00:00Z',
    data: {
      months: {
        metrics: [
          ...['mrr', 'opening_mrr', 'new_mrr', 'expansion_mrr', 'reactivation_mrr', 'contraction_mrr', 'churned_mrr'],
          ...['net_revenue_retention', 'gross_revenue_retention', 'paying_customers'],
        ],
        grain: 'month',
        last: 26,
      },
    },
  });
  return built;
}

testOnRealData('Each month has the MRR, the movements and the retention that the playbook finds', async () => {
  const { rows } = await playbook();
  const months = rows('months').map((row) => ({
    ...row,
    lost_to_contraction: -Number(row['contraction_mrr']),
    lost_to_churn: -Number(row['churned_mrr']),
  }));
  expect(months).toHaveLength(26);
  expectAnswers(months, await answersOf('mrr-playbook', 'movements'), {
    date_month: 'period',
    mrr: 'mrr',
    previous_mrr: 'opening_mrr',
    new_mrr: 'new_mrr',
    upgrade_mrr: 'expansion_mrr',
    reactivation_mrr: 'reactivation_mrr',
    downgrade_mrr: 'lost_to_contraction',
    churn_mrr: 'lost_to_churn',
    nrr: 'net_revenue_retention',
    grr: 'gross_revenue_retention',
    active_customers: 'paying_customers',
  });
});

/** The playbook has a row for each month from a customer's first until the one after the last; ours are those with a change. */
const CUSTOMER_MONTHS = `
  with spans as (
    select customer_id, min(period) as first_month, max(period) as last_month
    from mrr_movements
    where grain = 'month'
    group by customer_id
  ),
  months as (
    select customer_id, unnest(range(first_month, last_month + interval 1 month, interval 1 month))::date as period
    from spans
  )
  select
    months.period,
    months.customer_id,
    customer_mrr.monthly_amount as mrr,
    coalesce(movements.change_amount, 0) as change,
    case movements.kind when 'expansion' then 'upgrade' when 'contraction' then 'downgrade' else movements.kind end as kind
  from months
  asof join customer_mrr
    on customer_mrr.customer_id = months.customer_id and customer_mrr.started_on <= months.period
  left join mrr_movements as movements
    on movements.customer_id = months.customer_id and movements.period = months.period and movements.grain = 'month'
`;

testOnRealData(
  'Each customer has the amount, the change and the kind of it in each month that the playbook finds',
  async () => {
    const { query } = await playbook();
    const ours = await query(CUSTOMER_MONTHS);
    expectAnswers(ours, await answersOf('mrr-playbook', 'mrr'), {
      date_month: 'period',
      customer_id: 'customer_id',
      mrr: 'mrr',
      mrr_change: 'change',
      change_category: 'kind',
    });
  },
);

testOnRealData('There are as many movements of each kind as the playbook counts', async () => {
  const { query } = await playbook();
  const ours = await query(`
    select coalesce(kind, '(renewal)') as kind, count(*) as movements, sum(change) as change
    from (${CUSTOMER_MONTHS})
    group by all
  `);
  const columns = { category: 'kind', n: 'movements', mrr_change: 'change' };
  expectAnswers(ours, await answersOf('mrr-playbook', 'category_counts'), columns);
});
