import { expect, test } from 'vitest';
import { createChartRenderer } from '../../../src/charts/chartRenderer.ts';
import type { Chart, Table } from '../../../src/types.ts';
import { BRAND } from './sampleTables.ts';

/** Looked for twice as long with each letter more. */
const ENDLESS = `${'a'.repeat(40)}b`;

test('A chart whose expression never ends is given up, and the next one is drawn', { timeout: 180_000 }, async () => {
  const renderer = createChartRenderer();
  const table: Table = {
    columns: [
      { name: 'shop', label: 'Shop', type: 'text' },
      { name: 'pieces', label: 'Pieces', type: 'number' },
    ],
    rows: [[ENDLESS, 3]],
  };
  const chart = (test: string): Chart => ({
    name: 'odd',
    place: { file: 'odd.vl.json' },
    spec: {
      title: 'Odd',
      transform: [{ filter: `!test(regexp('${test}'), datum.shop)` }],
      mark: 'bar',
      encoding: { x: { field: 'pieces', type: 'quantitative' }, y: { field: 'shop', type: 'nominal' } },
    },
  });
  const draw = (test: string) => renderer.draw({ chart: chart(test), table, brand: BRAND, width: 'wide', id: 'odd' });
  await expect(draw('^(a+)+$')).rejects.toThrow('it takes more than 10 seconds');
  expect((await draw('^c$')).svg).toContain('<svg');
});

const GROWN = Array.from({ length: 12 }, () => "regexp('a', 'g'), 'aaaaaaaaaa')").reduce(
  (text, part) => `replace(${text}, ${part}`,
  "'a'",
);

test.each([
  ['A list without end', [{ calculate: 'length(sequence(0, 1e9))', as: 'n' }]],
  ['A text that grows tenfold twelve times', [{ calculate: `length(${GROWN})`, as: 'n' }]],
  [
    'A hundred million rows',
    [
      { calculate: 'sequence(0, 10000)', as: 'n' },
      { flatten: ['n'] },
      { calculate: 'sequence(0, 10000)', as: 'm' },
      { flatten: ['m'] },
    ],
  ],
])('%s in a chart costs that chart, and the next one is drawn', { timeout: 180_000 }, async (_, transform) => {
  const renderer = createChartRenderer();
  const table: Table = { columns: [{ name: 'pieces', label: 'Pieces', type: 'number' }], rows: [[3]] };
  const draw = (own: readonly object[]) => {
    const spec = {
      title: 'Odd',
      transform: own,
      mark: 'bar',
      encoding: { x: { field: 'pieces', type: 'quantitative' } },
    };
    const chart: Chart = { name: 'odd', place: { file: 'odd.vl.json' }, spec };
    return renderer.draw({ chart, table, brand: BRAND, width: 'wide', id: 'odd' });
  };
  await expect(draw(transform)).rejects.toThrow(
    /needs more than a gigabyte of memory|takes more than 10 seconds|Invalid (?:array|string) length/,
  );
  expect((await draw([])).svg).toContain('<svg');
});
