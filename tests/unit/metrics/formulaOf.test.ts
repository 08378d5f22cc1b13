import { expect, test } from 'vitest';
import { tell } from '../../../src/lib/tell.ts';
import { formulaOf } from '../../../src/metrics/formulaOf.ts';
import type { MetricRule } from '../../../src/types.ts';
import { wordsOf } from '../../support/words.ts';
import { metric } from './measuring.ts';

const place = { mart: 'activity', time: 'active_on' } as const;
const metrics = [
  metric(
    'active_users',
    { kind: 'aggregate', ...place, sql: 'count(distinct\n  user_id) -- people' },
    { label: { en: 'Active users', ko: '활성 사용자' } },
  ),
  metric(
    'visits',
    { kind: 'aggregate', ...place, sql: 'count(*)', where: "platform <> 'test - run'" },
    { label: { en: 'Visits', ko: '방문' } },
  ),
];

test.each<[string, MetricRule, string, string]>([
  ['an aggregate', { kind: 'aggregate', ...place, sql: 'sum(amount)' }, 'sum(amount)', 'sum(amount)'],
  [
    'a condition',
    { kind: 'aggregate', ...place, sql: 'count(*)', where: 'a > 1' },
    'count(*) where a > 1',
    'count(*) where a > 1',
  ],
  [
    'a stock',
    { kind: 'level', mart: 'm', from: 'f', sql: 'count(*)' },
    'count(*), at the end of the period',
    'count(*), 기간 말 기준',
  ],
  [
    'a rolling one',
    { kind: 'rolling', of: 'active_users', days: 28 },
    'count(distinct user_id), over the last 28 days',
    'count(distinct user_id), 최근 28일',
  ],
  [
    'one to date',
    { kind: 'to_date', of: 'visits', since: 'month' },
    "count(*) where platform <> 'test - run', since the start of the month",
    "count(*) where platform <> 'test - run', 월초부터",
  ],
  ['a ratio', { kind: 'ratio', of: 'visits', to: 'active_users' }, 'Visits ÷ Active users', '방문 ÷ 활성 사용자'],
  [
    'a derived one',
    {
      kind: 'derived',
      expression: '(visits - active_users) / greatest("visits", 1) * 2',
      inputs: ['visits', 'active_users'],
    },
    '(Visits − Active users) ÷ greatest(Visits, 1) × 2',
    '(방문 − 활성 사용자) ÷ greatest(방문, 1) × 2',
  ],
])('The formula of %s reads as a person would write it', (_, rule, english, korean) => {
  const asked = metric('it', rule);
  const told = (locale: string) => tell(wordsOf(locale), formulaOf(asked, [...metrics, asked], locale));
  expect(told('en-GB')).toBe(english);
  expect(told('ko-KR')).toBe(korean);
  expect(told('sv-SE')).toBe(english);
});
