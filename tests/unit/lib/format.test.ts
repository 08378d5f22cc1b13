import { expect, test } from 'vitest';
import { formatChange, formatCompact, formatInstant, formatNumber, formatPeriod } from '../../../src/lib/format.ts';
import { periodOf } from '../../../src/lib/period.ts';
import { wordsOf } from '../../support/words.ts';

const [inEnglish, inKorean] = [wordsOf('en-GB'), wordsOf('ko-KR')];
const english = { locale: 'en-GB', currency: 'EUR' } as const;
const korean = { locale: 'ko-KR', currency: 'KRW' } as const;

test('What is not there is a dash: null, NaN, infinity', () => {
  for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(formatNumber(value, { ...english, format: 'integer' })).toBe('–');
    expect(formatCompact(value, { ...english, format: 'currency' })).toBe('–');
  }
  expect(formatChange({ change: null, difference: null }, { ...english, format: 'percent' }, inEnglish)).toBe('–');
});

test('Numbers follow the locale and their format', () => {
  expect(formatNumber(1234567.891, { ...english, format: 'decimal' })).toBe('1,234,567.89');
  expect(formatNumber(0.421, { ...english, format: 'percent' })).toBe('42.1%');
  expect(formatNumber(-1234.5, { ...english, format: 'currency', decimals: 2 })).toBe('−€1,234.50');
  expect(formatNumber(1, { ...english, format: 'days', decimals: 0 })).toBe('1 day');
  expect(formatCompact(1234567, { ...korean, format: 'currency' })).toBe('₩123.5만');
});

test('An amount has no more digits than its currency', () => {
  expect(formatNumber(8863.22, { ...korean, format: 'currency', decimals: 2 })).toBe('₩8,863');
  expect(formatNumber(8863.22, { ...english, format: 'currency', decimals: 1 })).toBe('€8,863.2');
});

test('A number of more digits than anyone reads is written by its power of ten', () => {
  expect(formatNumber(1e300, { ...english, format: 'integer' })).toBe('1E300');
  expect(formatNumber(-1.234e30, { ...english, format: 'currency' })).toBe('−€1.23E30');
  expect(formatCompact(1e300, { ...korean, format: 'currency' })).toBe('₩1E300');
  expect(formatNumber(123456789012345680000, { ...english, format: 'integer' })).toBe('123,456,789,012,345,680,000');
});

test('A negative that rounds to zero has no sign', () => {
  expect(formatNumber(-0.2, { ...english, format: 'integer' })).toBe('0');
});

test('A change is a percentage, and of a percentage it is points', () => {
  expect(formatChange({ change: 0.0421, difference: 5 }, { ...english, format: 'integer' }, inEnglish)).toBe('+4.2%');
  expect(
    formatChange({ change: 357.48, difference: 1072, value: 3 }, { ...english, format: 'integer' }, inEnglish),
  ).toBe('×358');
  expect(formatChange({ change: 357.48, difference: 1072, value: 3 }, { ...korean, format: 'integer' }, inKorean)).toBe(
    '358배',
  );
  expect(formatChange({ change: 9.5, difference: 28, value: 3 }, { ...english, format: 'integer' }, inEnglish)).toBe(
    '+950.0%',
  );
  expect(formatChange({ change: 12, difference: 12, value: -1 }, { ...english, format: 'integer' }, inEnglish)).toBe(
    '+1,200%',
  );
  expect(formatChange({ change: 0.03, difference: 0.013 }, { ...english, format: 'percent' }, inEnglish)).toBe(
    '+1.3 pts',
  );
  expect(formatChange({ change: 0.03, difference: -0.013 }, { ...korean, format: 'percent' }, inKorean)).toBe('−1.3%p');
});

test('A period reads as people say it', () => {
  expect(formatPeriod(periodOf('2026-11-30', 'week', 'monday'), inEnglish)).toBe('30 November – 6 December 2026');
  expect(formatPeriod(periodOf('2026-11-18', 'week', 'monday'), inEnglish)).toBe('16–22 November 2026');
  expect(formatPeriod(periodOf('2026-11-18', 'quarter', 'monday'), inKorean)).toBe('2026년 4분기');
});

test('An instant is told in the time zone that is asked for', () => {
  expect(formatInstant('2026-11-22T16:30:00Z', 'en-SG', 'Asia/Singapore')).toBe('23 Nov 2026, 00:30 SGT');
});
