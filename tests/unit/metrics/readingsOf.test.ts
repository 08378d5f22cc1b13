import { expect, test } from 'vitest';
import type { PeriodParts } from '../../../src/metrics/periodParts.ts';
import type { AskedBlock } from '../../../src/metrics/queriesOf.ts';
import { readingsOf } from '../../../src/metrics/readingsOf.ts';
import type { Metric, Period } from '../../../src/types.ts';
import { metric } from './measuring.ts';

const rule = { kind: 'aggregate', mart: 'sales', time: 'sold_on', sql: 'count(*)' } as const;
const place = { file: 'report.md', line: 1 };
const LAST: Period = { grain: 'week', start: '2026-11-16', end: '2026-11-23' };
const BEFORE: Period = { grain: 'week', start: '2026-11-09', end: '2026-11-16' };

function read(own: Partial<Metric> & { rule?: Metric['rule'] }, more: Partial<Parameters<typeof readingsOf>[0]> = {}) {
  const orders = metric('orders', own.rule ?? rule, own);
  const asked: AskedBlock = {
    id: 'a',
    request: {
      ...{ kind: 'metrics', name: 'sales', metrics: ['orders'], grains: ['week'], by: [] },
      ...{ compare: ['previous', 'year_ago'], last: 2, place },
    },
    period: LAST,
    weekStart: 'monday',
  };
  const columns = [{ name: 'period', type: 'day' } as const, { name: 'orders', type: 'number' } as const];
  const rows = [['2025-11-17', 80] as const, [BEFORE.start, 90] as const, [LAST.start, 100] as const];
  const [reading] = readingsOf({ ...asked, metrics: [orders], ...more }, { columns, rows });
  if (reading === undefined) throw new Error('There is no reading.');
  return reading;
}

/** One period of which only three of seven days are there. */
const partly = (start: string): PeriodParts => ({
  of: (_, period) => (period.start === start ? { days: 3, of: 7, isOpen: true } : null),
  ofGroup: () => null,
});

test('A target is met at its very limit', () => {
  expect(read({ targets: [{ atLeast: 100 }] }).target?.met).toBe(true);
  expect(read({ targets: [{ atMost: 100 }] }).target?.met).toBe(true);
  expect(read({ targets: [{ atLeast: 100.5 }] }).target?.met).toBe(false);
  expect(read({ targets: [{ atMost: 99.5 }] }).target?.met).toBe(false);
});

test('A target of another grain says nothing of this one', () => {
  expect(read({ targets: [{ grain: 'month', atLeast: 400 }] })).not.toHaveProperty('target');
  expect(read({ targets: [{ grain: 'month', atLeast: 400 }, { atLeast: 50 }] }).target).toEqual({
    ...{ atLeast: 50, met: true },
  });
});

test('A period that is not whole meets no target, is compared with nothing, and is no point of the series', () => {
  const reading = read({ targets: [{ atLeast: 50 }] }, { parts: partly(LAST.start) });
  expect(reading).toMatchObject({ value: 100, partial: { days: 3, of: 7 }, target: { met: null }, series: [90, null] });
  expect(reading.compared.previous).toMatchObject({ value: null, change: null, verdict: 'neither' });
  expect(reading.compared.year_ago).toMatchObject({ value: null, change: null, verdict: 'neither' });
});

test('Nothing is compared with a period that is not whole, and the others are compared all the same', () => {
  const reading = read({}, { parts: partly(BEFORE.start) });
  expect(reading.compared.previous).toEqual({
    ...{ period: BEFORE, value: null, difference: null, change: null, verdict: 'neither' },
    partial: { days: 3, of: 7 },
  });
  expect(reading.compared.year_ago).toMatchObject({ value: 80, difference: 20, change: 0.25, verdict: 'better' });
  expect(reading.series).toEqual([null, 100]);
});

test('A sum since New Year is held against a year ago alone', () => {
  const toDate: Metric['rule'] = { kind: 'to_date', of: 'sales', since: 'year' } as unknown as Metric['rule'];
  expect(Object.keys(read({ rule: toDate }).compared)).toEqual(['year_ago']);
  expect(Object.keys(read({}).compared)).toEqual(['previous', 'year_ago']);
});

test('The whole brand’s target is none of one of its audiences, unless it is a share', () => {
  const own = { dimension: 'shop', among: ['a', 'b'], id: 'a' };
  expect(read({ targets: [{ atLeast: 50 }] }, { own })).not.toHaveProperty('target');
  expect(read({ targets: [{ atLeast: 50 }], format: 'percent' }, { own }).target?.met).toBe(true);
});
