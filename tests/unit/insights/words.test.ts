import { expect, test } from 'vitest';
import { headlineOf } from '../../../src/insights/headlineOf.ts';
import { isAdditive } from '../../../src/lib/isAdditive.ts';
import { withParticles } from '../../../src/lib/koreanParticles.ts';
import { tell } from '../../../src/lib/tell.ts';
import { wordsOf } from '../../support/words.ts';
import { block, english, metric, week } from './blocks.ts';

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
  expect(withParticles(`${word}은(는)`)).toBe(expected);
});

test('Each particle has its two forms', () => {
  const all = (word: string) =>
    withParticles(['은(는)', '이(가)', '을(를)', '과(와)'].map((one) => word + one).join(' '));
  expect(all('값')).toBe('값은 값이 값을 값과');
  expect(all('수')).toBe('수는 수가 수를 수와');
});

test.each([
  ['count(*)', true],
  ['sum(amount)', true],
  [' SUM ( coalesce(amount, greatest(a, 0)) ) ', true],
  ['count(*) filter (where is_won)', true],
  ['case when count(*) = 0 or count(is_won) > 0 then count(*) filter (where is_won) end', true],
  ['case when count(returned_amount) > 0 then sum(net_amount) end', true],
  ['case when count(is_won) > 0 then count(distinct user_id) end', false],
  ['case when count(*) filter (where not is_known) <= 0.2 * count(*) then sum(amount) end', false],
  ['case when count(*) = 0 then 0 else sum(amount) end', false],
  ['case when count(cost) > 0 then count(cost) / count(*) end', false],
  ['count(distinct user_id) filter (where is_won)', false],
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
  const whole = block({ orders: [4] });
  const part = { ...whole, readings: whole.readings.map((one) => ({ ...one, partial: { days, of: 7 } })) };
  const metrics = [metric('orders', 'Orders')];
  const [headline] = headlineOf({ blocks: [part], metrics, brand: english, edition: { period: week } });
  expect(tell(wordsOf(locale), headline ?? '')).toBe(text);
});
