/**
 * The attribution playbook's sessions, conversions and spend: our credits equal those of its own models, touch by touch,
 * and so do cost per acquisition and return on ad spend by source. The playbook looks at every session up to the
 * conversion, ours at those of 30 days: none of its paths is longer than ten.
 */
import { expect } from 'vitest';
import { answersOf, expectAnswers } from '../support/answers.ts';
import { testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';

const MODELS = {
  first_touch: 'attributed_conversions_first_touch',
  last_touch: 'attributed_conversions_last_touch',
  forty_twenty_forty: 'attributed_conversions_position_based',
  linear: 'attributed_conversions',
  linear_revenue: 'attributed_revenue',
};

let built: Promise<RealProject> | undefined;

function playbook(): Promise<RealProject> {
  built ??= realProject({
    set: 'attribution-playbook',
    now: '2020-03-01T12:00:00Z',
    data: {
      credits: { metrics: Object.values(MODELS), grain: 'month', by: ['channel', 'medium', 'campaign'], last: 1 },
      returns: {
        metrics: ['spend', 'cost_per_acquisition', 'return_on_ad_spend'],
        grain: 'month',
        by: 'channel',
        last: 1,
      },
      all: {
        metrics: ['spend', 'conversions', 'attributed_conversions', 'paid_conversions', 'customer_acquisition_cost'],
        grain: 'month',
        last: 1,
      },
    },
  });
  return built;
}

const TOUCHES = `
  select
    touchpoint_id,
    customer_id,
    touches,
    touch_number,
    channel,
    sum(credit) filter (where model = 'first touch') as first_touch_points,
    sum(credit) filter (where model = 'last touch') as last_touch_points,
    sum(credit) filter (where model = 'position based') as forty_twenty_forty_points,
    sum(credit) filter (where model = 'linear') as linear_points,
    sum(revenue_amount) filter (where model = 'first touch') as first_touch_revenue,
    sum(revenue_amount) filter (where model = 'last touch') as last_touch_revenue,
    sum(revenue_amount) filter (where model = 'position based') as forty_twenty_forty_revenue,
    sum(revenue_amount) filter (where model = 'linear') as linear_revenue
  from attribution
  group by all`;

/** Credits of 12 decimals, against theirs in binary fractions of 16. */
const POINTS = ['first_touch', 'last_touch', 'forty_twenty_forty', 'linear'].flatMap((model) => [
  `${model}_points`,
  `${model}_revenue`,
]);

testOnRealData('Each touch has the credit and the revenue that the playbook gives it, by all four models', async () => {
  const ours = await (await playbook()).query(TOUCHES);
  const theirs = await answersOf('attribution-playbook', 'attribution_touches');
  expect(ours).toHaveLength(39);
  const wrong = theirs.flatMap((answer) => {
    const own = ours.find(({ touchpoint_id }) => touchpoint_id === answer['session_id']);
    const texts = ['customer_id', 'utm_source', 'total_sessions', 'session_index'].map((name) => answer[name]);
    const same = ['customer_id', 'channel', 'touches', 'touch_number'].map((name) => String(own?.[name]));
    const far = POINTS.filter((name) => !(Math.abs(Number(own?.[name]) - Number(answer[name])) < 1e-10));
    return String(texts) === String(same) && far.length === 0 ? [] : [{ answer, own, far }];
  });
  expect(wrong).toEqual([]);
});

testOnRealData('Each source, medium and campaign has the credit of the playbook, by all four models', async () => {
  const { rows } = await playbook();
  const credited = rows('credits').filter((row) => row['attributed_conversions'] !== null);
  const theirs = await answersOf('attribution-playbook', 'by_source');
  const columns = { utm_source: 'channel', utm_medium: 'medium', utm_campaign: 'campaign', ...MODELS };
  // Theirs are cut to six decimals; compared in the last but one, where no rounding of a twelfth decimal shows.
  const cut = (value: unknown): string => Number(value).toFixed(4);
  const lines = (entries: readonly Readonly<Record<string, unknown>>[], names: readonly string[]) =>
    entries
      .map((entry) => names.map((name, index) => (index < 3 ? (entry[name] ?? '–') : cut(entry[name]))).join(' '))
      .sort();
  expect(lines(credited, Object.values(columns))).toEqual(lines(theirs, Object.keys(columns)));
});

testOnRealData('Cost per acquisition and return on ad spend by source are those of the playbook', async () => {
  const { rows } = await playbook();
  const theirs = await answersOf('attribution-playbook', 'cpa_and_roas');
  expectAnswers(
    rows('returns'),
    theirs.filter(({ total_spend }) => total_spend !== null),
    { utm_source: 'channel', total_spend: 'spend' },
  );
  for (const answer of theirs) {
    const own = rows('returns').find(({ channel }) => channel === answer['utm_source']);
    for (const [name, theirName] of [
      ['cost_per_acquisition', 'cost_per_acquisition'],
      ['return_on_ad_spend', 'return_on_advertising_spend'],
    ] as const) {
      const [ourValue, theirValue] = [own?.[name] ?? null, answer[theirName] ?? null];
      if (theirValue === null) expect(ourValue).toBeNull();
      else expect(Number(ourValue)).toBeCloseTo(Number(theirValue), 9);
    }
  }
});

testOnRealData(
  'The whole month: 21 conversions, all of them credited, a third of them to what was paid for',
  async () => {
    const [all] = (await playbook()).rows('all');
    expect(all).toMatchObject({ spend: 359, conversions: 21, attributed_conversions: 21 });
    expect(Number(all?.['paid_conversions'])).toBeCloseTo(1.369_047_619 + 5.392_857_142_9, 6);
    expect(Number(all?.['customer_acquisition_cost'])).toBeCloseTo(359 / 21, 9);
  },
);
