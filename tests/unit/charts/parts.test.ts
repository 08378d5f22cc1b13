import { expect, test } from 'vitest';
import { COLOUR_NAMES, chartColours } from '../../../src/charts/colours.ts';
import { compileSpec } from '../../../src/charts/compileChart.ts';
import { tickText } from '../../../src/charts/numberText.ts';
import { sparkline } from '../../../src/charts/sparkline.ts';
import { dayTicks } from '../../../src/charts/timeAxis.ts';
import { contrastOf } from '../../../src/lib/contrast.ts';
import { wordsOf } from '../../support/words.ts';
import { BRAND } from './sampleTables.ts';

test('Colours are the same names on light and on dark paper, and stand out from the dark one', () => {
  const { light, dark } = chartColours(BRAND);
  expect(Object.keys(light).sort()).toEqual([...COLOUR_NAMES].sort());
  expect(Object.keys(dark).sort()).toEqual([...COLOUR_NAMES].sort());
  const needed = COLOUR_NAMES.filter((name) => /series|accent|good|bad|highlight|ink|muted/.test(name));
  for (const name of needed) expect(contrastOf(dark[name] ?? '', '#15181c')).toBeGreaterThanOrEqual(3);
  for (const name of ['ink', 'muted', 'highlight', 'good', 'bad']) {
    expect(contrastOf(light[name] ?? '', '#ffffff')).toBeGreaterThanOrEqual(4.5);
  }
  expect(new Set(Object.values(light)).size).toBeGreaterThan(18);
});

test('The heat ramp grows away from its paper', () => {
  for (const scheme of Object.values(chartColours(BRAND))) {
    const contrasts = [0, 1, 2, 3, 4].map((step) => contrastOf(scheme[`scale-${step}`] ?? '', scheme['paper'] ?? ''));
    expect([...contrasts].sort((a, b) => a - b)).toEqual(contrasts);
  }
});

test.each([
  ['en-GB', 'EUR', 'currency', 1_200_000, '€1.2m'],
  ['en-US', 'USD', 'currency', -5000, '−$5,000'],
  ['ko-KR', 'KRW', 'currency', 34_000, '₩3.4만'],
  ['ko-KR', 'KRW', 'integer', 120_000_000, '1.2억'],
  ['en-GB', 'EUR', 'percent', 0.425, '42.5%'],
  ['en-GB', 'EUR', 'percent', 0.4, '40%'],
  ['en-GB', 'EUR', 'days', 3.5, '3.5'],
  ['en-GB', 'EUR', 'integer', 0.5, ''],
] as const)('In %s with %s a %s tick of %d reads "%s"', (locale, currency, format, value, expected) => {
  expect(tickText(value, { format, locale, currency })).toBe(expected);
});

test('The ticks of one axis are all compact, or none', () => {
  const fieldFormat = { format: 'integer', locale: 'en-US', currency: 'USD' } as const;
  expect([0, 5000, 10_000].map((value) => tickText(value, fieldFormat, [0, 12_000]))).toEqual(['0', '5K', '10K']);
  expect([0, 5000].map((value) => tickText(value, fieldFormat, [0, 6000]))).toEqual(['0', '5,000']);
  const korean = { ...fieldFormat, locale: 'ko-KR' };
  expect([5000, 10_000].map((value) => tickText(value, korean, [0, 12_000]))).toEqual(['5,000', '1만']);
});

test('Weeks are counted back from the last, and the year stands where it begins', () => {
  const weeks = ['2026-12-14', '2026-12-21', '2026-12-28', '2027-01-04', '2027-01-11'];
  const ticks = dayTicks(weeks, { width: 170, words: wordsOf('en-GB') });
  expect(ticks.days).toEqual(['2026-12-14', '2026-12-28', '2027-01-11']);
  expect(ticks.times.map((time) => ticks.labels[time])).toEqual([['14 Dec', '2026'], ['28 Dec'], ['11 Jan', '2027']]);
  expect(ticks.newYears).toEqual([Date.parse('2027-01-11')]);
});

test('Months fall on round ones, quarters and years have their own names', () => {
  const months = Array.from({ length: 24 }, (_, index) =>
    new Date(Date.UTC(2025, index, 1)).toISOString().slice(0, 10),
  );
  const texts = (days: readonly string[], locale = 'en-GB'): readonly string[] => {
    const ticks = dayTicks(days, { width: 300, words: wordsOf(locale) });
    return ticks.times.map((time) => ticks.labels[time]?.join(' ') ?? '');
  };
  expect(texts(months)).toEqual(['Jan 2025', 'Apr', 'Jul', 'Oct', 'Jan 2026', 'Apr', 'Jul', 'Oct']);
  expect(texts(['2026-01-01', '2026-04-01'])).toEqual(['Q1 2026', 'Q2']);
  expect(texts(['2026-01-01', '2026-04-01'], 'ko-KR')).toEqual(['1분기 2026', '2분기']);
  expect(texts(['2025-01-01', '2026-01-01'])).toEqual(['2025', '2026']);
});

test('A sparkline has gaps for nulls, marks its last point, and is hidden from assistive technology', () => {
  expect(sparkline({ values: [1, 2, null, 4], width: 96, height: 24 })).toBe(
    '<svg class="sparkline" width="96" height="24" viewBox="0 0 96 24" aria-hidden="true" focusable="false">' +
      '<path d="M3,21L33,15M93,3h0" fill="none" stroke="var(--chart-muted)" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>' +
      '<circle cx="93" cy="3" r="2.5" fill="var(--chart-accent)"/></svg>',
  );
  expect(sparkline({ values: [1, null] })).not.toContain('circle');
  expect(sparkline({ values: [5, 5] })).toContain('M3,12L93,12');
  expect(sparkline({ values: [null, null] })).toBe('');
});

test('A specification is compiled with time in UTC, labels of its columns and colours by meaning', () => {
  const { vega, warnings } = compileSpec({
    spec: {
      mark: { type: 'bar', color: 'good' },
      encoding: {
        x: { field: 'day', timeUnit: 'yearmonth', type: 'temporal' },
        y: { field: 'sales', aggregate: 'sum' },
      },
    },
    columns: [
      { name: 'day', type: 'day', label: 'Day' },
      { name: 'sales', type: 'number', label: 'Sales', format: 'currency' },
    ],
    brand: BRAND,
    labels: { blank: '(blank)', notStated: 'Not stated' },
    width: 'narrow',
  });
  expect(warnings).toEqual([]);
  expect(vega['autosize']).toEqual({ type: 'fit', contains: 'padding' });
  expect([vega['width'], vega['height']]).toEqual([340, 240]);
  const text = JSON.stringify(vega);
  expect(text).toContain('"timezone":"utc"');
  expect(text).toContain('"title":"Sales"');
  expect(text).toContain('var(--chart-good)');
  expect(text).toMatch(/tickText\(datum\.value, \{[^}]*\}, domain\(\\"y\\"\)\)/);
});
