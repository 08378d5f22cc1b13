import { expect, test } from 'vitest';
import { withParticle } from '../../../src/insights/koreanParticle.ts';
import { phrasesOf } from '../../../src/insights/phrases.ts';
import type { Clause } from '../../../src/insights/phraseTypes.ts';
import { isAdditive } from '../../../src/lib/isAdditive.ts';
import { metric } from './blocks.ts';

test.each([
  ['활성 사용자', '활성 사용자는'],
  ['유지율', '유지율은'],
  ['유지율(%)', '유지율(%)은'],
  ['2026년 11월', '2026년 11월은'],
  ['2분기 2', '2분기 2는'],
  ['상위 10', '상위 10은'],
  ['MAU', 'MAU는'],
  ['CRM', 'CRM은'],
  ['Android', 'Android은(는)'],
  ['', '은(는)'],
])('%s takes the particle of its last sound: %s', (word, expected) => {
  expect(withParticle(word, 'topic')).toBe(expected);
});

test('Each particle has its two forms', () => {
  expect((['topic', 'subject', 'object', 'with'] as const).map((particle) => withParticle('값', particle))).toEqual([
    '값은',
    '값이',
    '값을',
    '값과',
  ]);
  expect((['topic', 'subject', 'object', 'with'] as const).map((particle) => withParticle('수', particle))).toEqual([
    '수는',
    '수가',
    '수를',
    '수와',
  ]);
});

test.each([
  ['count(*)', true],
  ['sum(amount)', true],
  [' SUM ( coalesce(amount, greatest(a, 0)) ) ', true],
  ['count(distinct user_id)', false],
  ['sum(distinct amount)', false],
  ['sum(a) / sum(b)', false],
  ['count(*) / count(distinct day)', false],
  ['avg(amount)', false],
  ['max(amount)', false],
])('%s of groups adds up to the whole: %s', (sql, expected) => {
  const base = metric('base', 'Base', { rule: { kind: 'aggregate', mart: 'm', time: 't', sql } });
  const rolling = metric('rolling', 'Rolling', { rule: { kind: 'rolling', of: 'base', days: 28 } });
  const ratio = metric('ratio', 'Ratio', { rule: { kind: 'ratio', of: 'base', to: 'base' } });
  expect([base, rolling, ratio].map((each) => isAdditive(each, [base, rolling, ratio]))).toEqual([
    expected,
    expected,
    false,
  ]);
});

test.each([
  ['en-GB', 3, 'Orders stood at 4 (data for 3 of 7 days)'],
  ['en-GB', 0, 'Orders stood at 4 (no data)'],
  ['ko-KR', 3, 'Orders 4(7일 중 3일 데이터)'],
  ['ko-KR', 0, 'Orders 4(데이터 없음)'],
])('A headline of a period that is not whole says how much of it there is (%s, %i days)', (locale, days, text) => {
  const clause: Clause = {
    ...{ label: 'Orders', value: '4', grain: 'week', isShare: false, movement: { kind: 'unknown' } },
    part: { days, of: 7 },
  };
  expect(phrasesOf(locale).headline([clause], locale)).toBe(text);
});
