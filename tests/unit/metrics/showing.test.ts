import { expect, test } from 'vitest';
import { columnsOfRequest } from '../../../src/metrics/columnsOfRequest.ts';
import type { MetricRequest } from '../../../src/metrics/metricRequest.ts';
import { ALL_WHOLE } from '../../../src/metrics/periodParts.ts';
import { queriesOf } from '../../../src/metrics/queriesOf.ts';
import { shownRows } from '../../../src/metrics/showing.ts';
import type { Metric, Showing } from '../../../src/types.ts';
import { toldColumns } from '../../support/words.ts';
import { metric } from './measuring.ts';

const sold = { kind: 'aggregate', mart: 'sales', time: 'sold_on', sql: 'sum(amount)' } as const;
const metrics: readonly Metric[] = [
  metric('revenue', sold, { label: { en: 'Revenue', ko: '매출' }, format: 'currency', decimals: 2 }),
  metric('share', sold, { label: { en: 'Share', ko: '비율' }, format: 'percent' }),
];
const periods = ['2026-09-01', '2026-10-01'].map((start) => ({ grain: 'month' as const, start, end: start }));
const columns = ['period', 'shop', 'revenue', 'share'].map((name) => ({ name, type: 'number' as const }));

function shown(show: Showing, rows: readonly (readonly (string | number | null)[])[]) {
  return shownRows({ columns, rows }, { show, grain: 'month', by: ['shop'], metrics, periods, parts: ALL_WHOLE });
}

test('An index divides by each group’s own first value above zero; without one it is NULL', () => {
  const rows = [
    ['2026-08-01', 'a', 1, 1],
    ['2026-09-01', 'a', 50, 0.5],
    ['2026-09-01', 'b', 0, null],
    ['2026-09-01', 'c', null, null],
    ['2026-10-01', 'a', 75, 0.25],
    ['2026-10-01', 'b', 8, 0.1],
    ['2026-10-01', 'c', null, -1],
  ];
  expect(shown('index', rows)).toEqual([
    ['2026-09-01', 'a', 100, 100],
    ['2026-09-01', 'b', 0, null],
    ['2026-09-01', 'c', null, null],
    ['2026-10-01', 'a', 150, 50],
    ['2026-10-01', 'b', 100, 100],
    ['2026-10-01', 'c', null, null],
  ]);
});

test('A change is against the period before, of a percentage in points; from 0 or from nothing it is NULL', () => {
  const rows = [
    ['2026-08-01', 'a', 40, 0.5],
    ['2026-08-01', 'b', -10, null],
    ['2026-09-01', 'a', 50, 0.625],
    ['2026-09-01', 'b', 0, 0.5],
    ['2026-10-01', 'a', 25, 0.5],
    ['2026-10-01', 'b', 7, 0.5],
  ];
  expect(shown('change_previous', rows)).toEqual([
    ['2026-09-01', 'a', 0.25, 12.5],
    ['2026-09-01', 'b', 1, null],
    ['2026-10-01', 'a', -0.5, -12.5],
    ['2026-10-01', 'b', null, 0],
  ]);
});

const request = (show: Showing): MetricRequest => ({
  kind: 'metrics',
  name: 'block',
  metrics: ['revenue', 'share'],
  grains: ['month'],
  by: [],
  compare: ['previous'],
  last: 2,
  show,
  place: { file: 'report.md' },
});

test('A change on a year before asks for the same periods of the year before; an index asks for nothing more', () => {
  const asked = {
    id: 'a',
    period: { grain: 'month', start: '2026-10-01', end: '2026-11-01' },
    weekStart: 'monday',
  } as const;
  const startsOf = (show: Showing) =>
    queriesOf({ ...asked, request: request(show) }).flatMap((want) => want.periods.map(({ start }) => start));
  expect(startsOf('index')).toEqual(['2026-09-01', '2026-10-01']);
  expect(startsOf('change_year_ago')).toEqual(['2025-09-01', '2025-10-01', '2026-09-01', '2026-10-01']);
  expect(startsOf('change_previous')).toEqual(['2026-08-01', '2026-09-01', '2026-10-01']);
});

test('A column says what it shows, in the reader’s language', () => {
  const told = (show: Showing, locale: string) => {
    const columns = columnsOfRequest({ request: request(show), grain: 'month', metrics, locale });
    return toldColumns(columns, locale);
  };
  const labels = (show: Showing, locale: string) =>
    told(show, locale)
      .slice(1)
      .map(({ label, format, decimals }) => [label, format, decimals]);
  expect([told('index', 'en-GB'), told('index', 'ko-KR')].map(([period]) => period?.label)).toEqual(['Month', '월']);
  expect(labels('index', 'en-GB')[0]).toEqual(['Revenue (first month = 100)', 'decimal', 0]);
  expect(labels('change_year_ago', 'en-GB')).toEqual([
    ['Revenue, change on a year before', 'percent', 1],
    ['Share, change on a year before in points', 'decimal', 1],
  ]);
  expect(labels('change_previous', 'ko-KR')).toEqual([
    ['매출, 전월 대비 증감률', 'percent', 1],
    ['비율, 전월 대비 증감(%p)', 'decimal', 1],
  ]);
});
