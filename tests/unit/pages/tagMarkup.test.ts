/** What a tag of a report's body leaves out: what a brand cannot fill. */
import { expect, test } from 'vitest';
import { editionCsvs } from '../../../src/pages/editionCsv.ts';
import type { EditionPage } from '../../../src/pages/editionPage.ts';
import { tagView } from '../../../src/pages/tagMarkup.ts';
import type { Cell } from '../../../src/types.ts';
import { wordsOf } from '../../support/words.ts';

/** Whether a heat table, or a chart that draws no value, of places and what they took is shown. */
function isShown(tag: 'heat' | 'chart', rows: readonly (readonly Cell[])[]): boolean {
  const columns = ['place', 'category', 'revenue'].map((name) => ({ name, label: name, type: 'text' as const }));
  const drawing = { svg: '', notes: [], height: 0 };
  const page = {
    brand: { locale: 'en-GB', timeZone: 'UTC', weekStart: 'monday', currency: 'EUR', words: wordsOf('en-GB') },
    report: { charts: [], place: { file: 'report.md', line: 1 } },
    snapshot: {
      edition: { period: { grain: 'week', start: '2026-11-16', end: '2026-11-23' } },
      data: { places: { kind: 'query', grains: ['week'], tables: { week: { columns, rows } } } },
    },
    draw: () => ({ wide: drawing, narrow: drawing }),
  } as unknown as EditionPage;
  const options = { row: 'place', column: 'category', value: 'revenue' };
  const positional = tag === 'heat' ? ['places'] : ['by-place', 'places'];
  return tagView({ tag, positional, options: tag === 'heat' ? options : {} } as never, page) !== null;
}

test('A matrix is left out where nobody states its rows, its columns or its values', () => {
  expect(
    isShown('heat', [
      ['Harbour', 'Bread', 5],
      [null, 'Bread', 2],
    ]),
  ).toBe(true);
  expect(
    isShown('heat', [
      [null, 'Bread', 5],
      [null, 'Cake', 2],
    ]),
  ).toBe(false);
  expect(
    isShown('heat', [
      ['Harbour', null, 5],
      ['Mill', null, 2],
    ]),
  ).toBe(false);
  expect(isShown('heat', [['Harbour', 'Bread', null]])).toBe(false);
});

test('A chart of rows without a value is left out; where there is no row, it says that there is nothing in this period', () => {
  expect(isShown('chart', [['Harbour', 'Bread', null]])).toBe(false);
  expect(isShown('chart', [])).toBe(true);
});

test('A heat table leaves out the cells of a period that is not whole, and says so', () => {
  const columns = ['period', 'cohort', 'age', 'share'].map((name, index) => ({
    ...{ name, label: name, type: index < 2 ? ('day' as const) : ('number' as const) },
    ...(name === 'share' ? { format: 'percent' as const } : {}),
  }));
  const rows = [
    ['2026-11-02', '2026-11-02', 0, 1],
    ['2026-11-09', '2026-11-02', 1, 0.5],
    ['2026-11-09', '2026-11-09', 0, 1],
    ['2026-11-16', '2026-11-02', 2, 0.03],
    ['2026-11-16', '2026-11-09', 1, 0.04],
  ];
  const partial = { week: [{ period: '2026-11-16', days: 1, of: 7, metrics: ['age', 'share'] }] };
  const page = {
    brand: { locale: 'en-GB', timeZone: 'UTC', weekStart: 'monday', currency: 'EUR', words: wordsOf('en-GB') },
    report: { charts: [], place: { file: 'report.md', line: 1 } },
    snapshot: {
      edition: { period: { grain: 'week', start: '2026-11-16', end: '2026-11-23' } },
      data: { cohorts: { kind: 'query', grains: ['week'], tables: { week: { columns, rows } }, partial } },
    },
  } as unknown as EditionPage;
  const options = { row: 'cohort', column: 'age', value: 'share' };
  const view = tagView({ tag: 'heat', positional: ['cohorts'], options } as never, page);
  const [panel] = (view?.data['panels'] ?? []) as readonly {
    readonly partNote: string;
    readonly heat: { readonly rows: readonly { readonly cells: readonly ({ readonly text: string } | null)[] }[] };
  }[];
  expect(panel?.heat.rows.map(({ cells }) => cells.map((cell) => cell?.text ?? null))).toEqual([
    ['100%', '50%'],
    ['100%', null],
  ]);
  expect(panel?.partNote).toMatch(/^Not whole, and not drawn: .*1 of 7 days/);
  const csv = editionCsvs(page.snapshot).find(({ data }) => data === 'cohorts')?.table;
  expect(csv?.rows.map((row) => row.at(-1))).toEqual([null, null, null, '1 of 7', '1 of 7']);
});
