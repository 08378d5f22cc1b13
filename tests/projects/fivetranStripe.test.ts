/** The layout in which Fivetran lands Stripe: charges, subscriptions with items and plans of several rhythms. */
import { expect } from 'vitest';
import { expectSame } from '../support/expectSame.ts';
import { realData, testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';
import { secondComputation } from '../support/secondComputation.ts';

let built: Promise<RealProject> | undefined;

function stripe(): Promise<RealProject> {
  built ??= realProject({
    set: 'fivetran-stripe',
    now: '2024-08-02T12:00:00Z',
    data: {
      months: {
        metrics: [
          ...['mrr', 'new_mrr', 'subscriptions', 'seats', 'paying_customers', 'trials_started', 'trials_ended'],
          ...[
            'trial_conversion_rate',
            'payment_attempts',
            'failed_payments',
            'failed_payment_rate',
            'payments_collected',
          ],
        ],
        grain: 'month',
        last: 42,
      },
    },
  });
  return built;
}

testOnRealData('Plans of one, three and six months come to what they bring in a month', async () => {
  const { rows } = await stripe();
  const july = rows('months').filter(({ period }) => period === '2024-07-01');
  const theirs = await secondComputation(
    realData('data', 'fivetran-stripe'),
    `with lines as (
      select
        items.subscription_id,
        items.quantity,
        items.quantity * plans.amount / plans.interval_count / 100 as amount
      from read_csv('$folder/subscription_item_data.csv') as items
      left join read_csv('$folder/plan_data.csv') as plans on plans.id = items.plan_id
      where items.subscription_id not in (select id from read_csv('$folder/subscription_data.csv'))
    )
    select
      '2024-07-01' as period,
      sum(amount) as mrr,
      sum(amount) as new_mrr,
      count(distinct subscription_id) as subscriptions,
      sum(quantity) as seats,
      count(distinct subscription_id) as paying_customers
    from lines`,
  );
  expectSame(july, theirs, ['period']);
});

testOnRealData('The two subscriptions that are known began and ended as trials, and came to nothing', async () => {
  const { rows } = await stripe();
  const [february] = rows('months').filter(({ period }) => period === '2021-02-01');
  expect(february).toMatchObject({
    trials_started: 2,
    trials_ended: 2,
    trial_conversion_rate: 0,
    mrr: 0,
    subscriptions: 0,
  });
});

testOnRealData('All of the sixteen charges failed, and brought nothing that is known of', async () => {
  const { rows } = await stripe();
  const theirs = await secondComputation(
    realData('data', 'fivetran-stripe'),
    `select
      '2021-02-01' as period,
      count(*) as payment_attempts,
      count(*) filter (where not paid) as failed_payments,
      1 - avg(paid::integer) as failed_payment_rate,
      sum(amount) filter (where paid) as payments_collected
    from read_csv('$folder/charge_data.csv')`,
  );
  const february = rows('months').filter(({ period }) => period === '2021-02-01');
  expect(theirs[0]).toMatchObject({ payment_attempts: 16, payments_collected: null });
  expectSame(february, theirs, ['period']);
});
