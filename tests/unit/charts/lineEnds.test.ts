import { expect, test } from 'vitest';
import { createChartRenderer } from '../../../src/charts/chartRenderer.ts';
import { type Json, objectOf } from '../../../src/charts/json.ts';
import { spread } from '../../../src/charts/placeLabels.ts';
import type { SvgElement } from '../../../src/charts/svgTree.ts';
import type { Cell, Column, Table } from '../../../src/types.ts';
import { parseSvg } from './parseSvg.ts';
import { BRAND } from './sampleTables.ts';

const renderer = createChartRenderer();
const DAYS = ['2026-08-01', '2026-09-01', '2026-10-01'];
const COLUMNS: readonly Column[] = [
  { name: 'period', label: 'Month', type: 'day' },
  { name: 'region', label: 'Region', type: 'text' },
  { name: 'leads', label: 'Leads', type: 'number', format: 'integer' },
  { name: 'members', label: 'New members', type: 'number', format: 'integer' },
];
const table = (rows: readonly (readonly Cell[])[]): Table => ({ columns: COLUMNS, rows });
const three = table(DAYS.map((day, index) => [day, 'North', 1200 + index, 2201 + index]));

const LINE: Json = { mark: 'line', encoding: { x: { field: 'period' }, y: { field: 'leads' } } };
const FOLD: Json = {
  transform: [{ fold: ['leads', 'members'], as: ['kind', 'people'] }],
  mark: 'line',
  encoding: { x: { field: 'period' }, y: { field: 'people' }, color: { field: 'kind' } },
};
const BY_REGION: Json = { mark: 'line', encoding: { ...objectOf(LINE['encoding']), color: { field: 'region' } } };

async function textsOf(spec: Json, of = three, width: 'wide' | 'narrow' = 'wide'): Promise<readonly string[]> {
  const { svg } = await renderer.draw({
    chart: { name: 'leads', spec, place: { file: 'leads.vl.json' } },
    ...{ table: of, brand: BRAND, width, id: 'a' },
  });
  const words = (element: SvgElement): readonly string[] =>
    element.children.flatMap((child) => (typeof child === 'string' ? [child] : words(child)));
  return words(parseSvg(svg));
}

test('A line says its last value at its end, and a period without a value is passed over', async () => {
  expect(await textsOf(LINE)).toContain('1,202');
  const open = table([...three.rows, ['2026-11-01', 'North', null, null]]);
  expect(await textsOf(LINE, open)).toContain('1,202');
});

test('Lines of several metrics say their names in place of a legend, where there is room', async () => {
  const wide = await textsOf(FOLD);
  expect(wide).toEqual(expect.arrayContaining(['Leads: 1,202', 'New members: 2,203']));
  expect(wide).not.toContain('Leads');
  const narrow = await textsOf(FOLD, three, 'narrow');
  expect(narrow).toContain('Leads');
  expect(narrow).not.toContain('Leads: 1,202');
});

test('Channels of the views around a line count, and their legend goes too', async () => {
  const { encoding, transform } = FOLD;
  const texts = await textsOf({ transform, encoding, layer: [{ mark: { type: 'line' } }] });
  expect(texts).toEqual(expect.arrayContaining(['Leads: 1,202', 'New members: 2,203']));
  expect(texts).not.toContain('Leads');
});

test('Up to four groups are named where their lines end; of more the legend tells', async () => {
  const of = (names: readonly string[]): Table =>
    table(names.flatMap((name, at) => DAYS.map((day, index) => [day, name, 100 * at + index, null])));
  expect(await textsOf(BY_REGION, of(['North', 'South', 'East', 'West']))).toContain('West: 302');
  const five = await textsOf(BY_REGION, of(['North', 'South', 'East', 'West', 'Centre']));
  expect(five).toContain('Centre');
  expect(five.filter((text) => text.includes(':'))).toEqual([]);
});

test('What an author has said stays: a legend, an own text, bars', async () => {
  const { x, y, color } = objectOf(FOLD['encoding']);
  const spoken = { ...FOLD, encoding: { x, y, color: { ...objectOf(color), legend: { orient: 'bottom' } } } };
  expect(await textsOf(spoken)).toContain('Leads');
  const own = { layer: [LINE, { mark: 'text', encoding: { x, y: { field: 'leads' }, text: { field: 'members' } } }] };
  expect(await textsOf(own)).not.toContain('1,202');
  const bars = { layer: [{ ...LINE, mark: 'bar' }, LINE] };
  expect(await textsOf(bars)).not.toContain('1,202');
});

test('Labels keep a line’s height apart, in their order, near where they were and above the axis', () => {
  expect(spread([10, 100], 200)).toEqual([10, 100]);
  expect(spread([50, 50], 200)).toEqual([42.5, 57.5]);
  expect(spread([195, 198, 199], 200)).toEqual([170, 185, 200]);
  expect(spread([0, 1, 2], 200)).toEqual([4, 19, 34]);
  expect(spread([], 200)).toEqual([]);
});
