import { View } from 'vega';
import { expect, test, vi } from 'vitest';
import { chartView } from '../../../src/charts/chartView.ts';
import { compileChart } from '../../../src/charts/compileChart.ts';
import { TABLE } from '../../../src/charts/fieldsOf.ts';
import { registerFonts } from '../../../src/charts/fonts.ts';
import { localeOf } from '../../../src/charts/locale.ts';
import { registerFormats } from '../../../src/charts/numberText.ts';
import { sceneRoot } from '../../../src/charts/scene.ts';
import { registerDayLabels } from '../../../src/charts/timeAxis.ts';
import type { Column } from '../../../src/types.ts';
import { BRAND } from './sampleTables.ts';

registerFonts();
registerFormats();
registerDayLabels();

const WIDTH_PX = 340;
const COLUMNS: readonly Column[] = [
  { name: 'shop', label: 'Shop', type: 'text' },
  { name: 'kind', label: 'Kind', type: 'text' },
  { name: 'sales', label: 'Sales', type: 'number' },
];

/** A narrow chart with a legend of these names. */
async function drawn(names: readonly string[]): Promise<View> {
  const spec = { mark: 'bar', encoding: { x: { field: 'shop' }, y: { field: 'sales' }, color: { field: 'kind' } } };
  const labels = { blank: '', notStated: '' };
  const compiled = compileChart({ spec, columns: COLUMNS, brand: BRAND, labels, width: 'narrow' }, TABLE);
  const table = { columns: COLUMNS, rows: names.map((name, index) => ['a', name, index + 1]) };
  const locale = localeOf(BRAND.locale, BRAND.currency);
  return chartView({ compiled, table, locale, words: BRAND.words, widthPx: WIDTH_PX, columns: 1 });
}

/** How far the legend reaches, as it has been laid out. */
function legendRight(view: View): number {
  const legend = sceneRoot(view).items?.[0]?.items?.find(({ role }) => role === 'legend');
  return (legend?.bounds?.x2 ?? 0) + (view.origin()[0] ?? 0) + 1;
}

test.each([
  ['short names', ['Bakery', 'Beverages', 'Dairy', 'Frozen', 'Household', 'Personal care', 'Produce', 'Snacks']],
  ['one long name', ['A', 'B', 'C', 'D', 'E', 'F', 'Everything that is sold for the house', 'G', 'H', 'I', 'J', 'K']],
  [
    'the long names last',
    ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'Personal care and health', 'Drinks and snacks'],
  ],
  ['long names alone', ['Everything for the house and the garden', 'Personal care and health and beauty, too']],
])('A legend has as many columns as there is room for, found by one more layout: %s', async (_, names) => {
  const layouts = vi.spyOn(View.prototype, 'resize');
  const view = await drawn(names);
  expect(layouts.mock.calls.length).toBe(1);
  layouts.mockRestore();
  const columns = Number(view.signal('legendColumns'));
  expect(columns).toBeGreaterThan(0);
  expect(columns === 1 || legendRight(view) <= WIDTH_PX + 0.5).toBe(true);
  for (const more of [6, 5, 4, 3, 2].filter((count) => count > columns)) {
    await view.signal('legendColumns', more).resize().runAsync();
    expect(legendRight(view), `${more} columns`).toBeGreaterThan(WIDTH_PX + 0.5);
  }
  view.finalize();
});

test('A legend that there is room for stays in one row', async () => {
  const view = await drawn(['Bakery', 'Dairy']);
  expect(view.signal('legendColumns')).toBe(0);
  view.finalize();
});
