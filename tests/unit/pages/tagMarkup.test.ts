/** What a tag of a report's body leaves out: what a brand cannot fill. */
import { expect, test } from 'vitest';
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
