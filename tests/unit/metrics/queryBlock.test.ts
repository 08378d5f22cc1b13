import { expect, test } from 'vitest';
import { measureEditions } from '../../../src/metrics/measureEditions.ts';
import type { Brand, Cell, DataRequest, Grain, LocalText, Model, QueryBlock, Report } from '../../../src/types.ts';
import { mart } from './measuring.ts';

const place = { file: 'report.md', line: 1 };
const BRAND = {
  ...{ name: 'b', title: 'B', locale: 'en-GB', timeZone: 'UTC', weekStart: 'monday', currency: 'EUR' },
} as unknown as Brand;

interface Asked {
  readonly grains?: readonly [Grain, ...Grain[]];
  readonly last?: Extract<DataRequest, { kind: 'query' }>['last'];
  readonly label?: LocalText;
  readonly brandLabels?: Readonly<Record<string, LocalText>>;
  readonly models?: readonly Model[];
  readonly town?: Cell;
  readonly sql?: string;
  /** What a statement beside the query gives. */
  readonly answer?: (sql: string) => readonly (readonly Cell[])[];
}

/** The block of a query of towns, and the parameters that it was asked with. */
async function asked({
  grains = ['week'],
  last,
  label,
  brandLabels,
  models = [],
  town,
  answer,
  sql = 'select town from places',
}: Asked) {
  const data: DataRequest = {
    ...{ kind: 'query', name: 'towns', query: 'towns', grains, place },
    columns: { town: label === undefined ? {} : { label } },
    ...(last === undefined ? {} : { last }),
  };
  const parameters: Readonly<Record<string, Cell>>[] = [];
  const blocks = await measureEditions({
    editions: [
      {
        id: 'e',
        period: { grain: 'week', start: '2026-11-16', end: '2026-11-23' },
        report: { name: 'r', data: [data] } as unknown as Report,
      },
    ],
    brand: { ...BRAND, ...(brandLabels === undefined ? {} : { labels: brandLabels }) },
    ...{ metrics: [], models },
    queries: [{ name: 'towns', sql, place }],
    run: async (asked, values) => {
      if (answer !== undefined) return { columns: [{ name: 'town', type: 'text' }], rows: answer(asked.sql) };
      parameters.push(values);
      return {
        columns: [{ name: 'town', type: 'text' }],
        rows: [[town === undefined ? `of ${String(values['period_start'])}` : town]],
      };
    },
  });
  const measured = blocks.get('e');
  if (measured === undefined || measured instanceof Error) throw measured ?? new Error('Nothing was measured.');
  return { block: measured['towns'] as QueryBlock, parameters };
}

test('A query is asked for each grain’s own last period that has closed, and for as many as `last` says', async () => {
  const grains = ['week', 'day', 'month', 'quarter', 'year', 'all_time'] as const;
  const { block, parameters } = await asked({ grains, last: { week: 26, month: 12 } });
  expect(parameters).toEqual([
    { period_start: '2026-11-16', period_end: '2026-11-23', grain: 'week', last: 26, brand: 'b' },
    { period_start: '2026-11-22', period_end: '2026-11-23', grain: 'day', last: 13, brand: 'b' },
    { period_start: '2026-10-01', period_end: '2026-11-01', grain: 'month', last: 12, brand: 'b' },
    { period_start: '2026-07-01', period_end: '2026-10-01', grain: 'quarter', last: 13, brand: 'b' },
    { period_start: '2025-01-01', period_end: '2026-01-01', grain: 'year', last: 13, brand: 'b' },
    { period_start: '0001-01-01', period_end: '2026-11-23', grain: 'all_time', last: 13, brand: 'b' },
  ]);
  expect(block.periods?.month).toEqual({ grain: 'month', start: '2026-10-01', end: '2026-11-01' });
  expect(block.tables.month?.rows).toEqual([['of 2026-10-01']]);
});

test.each([
  ['its name, made readable', {}, 'Town'],
  ['what a mart calls it', { models: [{ ...mart('places'), labels: { town: 'Municipality' } }] }, 'Municipality'],
  [
    'what its report calls it',
    { models: [{ ...mart('places'), labels: { town: 'Municipality' } }], label: 'City' },
    'City',
  ],
  ['what the brand calls it, before all', { label: 'City', brandLabels: { town: { en: 'Parish' } } }, 'Parish'],
] as const)('A column is called %s', async (_, given, label) => {
  const { block } = await asked(given);
  expect(block.tables.week?.columns[0]?.label).toBe(label);
});

test('A query that splits by what nobody states has nothing to show', async () => {
  expect((await asked({ town: null })).block.isUnfed).toBe(true);
  expect((await asked({ town: 'Ghent' })).block.isUnfed).toBeUndefined();
});

test('A query that finds nothing because no row states what it wants stated has nothing to show, in this period and in any', async () => {
  const sql = 'select town from places where founded_on < $period_end and town is not null';
  const isUnfed = async (answer: (sql: string) => readonly (readonly Cell[])[]) =>
    (await asked({ sql, models: [mart('places')], answer })).block.isUnfed;
  const places = [['a row']];
  expect(await isUnfed((one) => (one.includes('limit 1') && !one.includes('where') ? places : []))).toBe(true);
  expect(await isUnfed((one) => (one.includes('limit 1') ? places : [])), 'only not in this period').toBeUndefined();
  expect(await isUnfed(() => []), 'an empty mart').toBe(true);
});

test('Of rows that say their period it is told which of these the data do not cover as a whole', async () => {
  const cohorts = { ...mart('cohorts', 'grain'), coveredBy: [{ mart: 'visits', time: 'visited_on' }] };
  const rows = ['2026-11-02', '2026-11-09', '2026-11-16'].map((period, age) => [period, '2026-11-02', age, 0.5]);
  const columns = [
    ...['period', 'cohort'].map((name) => ({ name, type: 'day' as const })),
    ...['age', 'share'].map((name) => ({ name, type: 'number' as const })),
  ];
  const data: DataRequest = { kind: 'query', name: 'cohorts', query: 'cohorts', grains: ['week'], columns: {}, place };
  const edition = {
    ...{ id: 'e', period: { grain: 'week', start: '2026-11-16', end: '2026-11-23' } as const },
    report: { name: 'r', data: [data] } as unknown as Report,
  };
  const measured = await measureEditions({
    ...{ editions: [edition], brand: BRAND, metrics: [], models: [cohorts, mart('visits')] },
    coverage: { today: '2026-11-23', pulledUntil: () => undefined },
    queries: [{ name: 'cohorts', sql: 'select * from cohorts', place }],
    // Visits on every day from 7 September to 17 November.
    run: async ({ sql }) =>
      sql.includes('visits') ? { columns: [], rows: [[`2026-09-07+${'9'.repeat(72)}`]] } : { columns, rows },
  });
  const block = (measured.get('e') as Readonly<Record<string, QueryBlock>>)['cohorts'];
  expect(block?.partial).toEqual({ week: [{ period: '2026-11-16', days: 2, of: 7, metrics: ['age', 'share'] }] });
});
