import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createChartRenderer } from '../../../src/charts/chartRenderer.ts';
import { chartColours } from '../../../src/charts/colours.ts';
import type { SvgElement } from '../../../src/charts/svgTree.ts';
import type { Brand, Cell, Chart, Drawing, Table } from '../../../src/types.ts';
import { parseSvg } from './parseSvg.ts';
import { BRAND, KOREAN_BRAND, SAMPLE_NAMES, sampleChart, sampleTable } from './sampleTables.ts';

const renderer = createChartRenderer();

const draw = (name: string, over: { table?: Table; brand?: Brand; width?: 'wide' | 'narrow' } = {}): Promise<Drawing> =>
  renderer.draw({
    chart: sampleChart(name),
    table: sampleTable(name),
    brand: BRAND,
    width: 'wide',
    id: 'figure',
    ...over,
  });

const elementsOf = (element: SvgElement): readonly SvgElement[] => [
  element,
  ...element.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child))),
];

const textsIn = (svg: string): readonly string[] =>
  elementsOf(parseSvg(svg))
    .filter(({ tag }) => tag === 'text' || tag === 'tspan')
    .flatMap(({ children }) => children.filter((child) => typeof child === 'string'));

const withCells = (table: Table, change: (cell: Cell, column: string, row: number) => Cell): Table => ({
  ...table,
  rows: table.rows.map((row, index) => row.map((cell, at) => change(cell, table.columns[at]?.name ?? '', index))),
});

test('The same input gives the same bytes, in any time zone and in any order', async () => {
  const run = async (zone: string, ...words: readonly string[]): Promise<string> => {
    const script = join(import.meta.dirname, 'drawEverything.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...words], {
      env: { ...process.env, TZ: zone, LANG: zone === 'UTC' ? 'C' : 'de_DE.UTF-8' },
    });
    return stdout;
  };
  const [first, second] = await Promise.all([run('UTC'), run('Pacific/Kiritimati', '--backwards')]);
  expect(first.split('\n')).toHaveLength(3 * SAMPLE_NAMES.length);
  expect(second).toBe(first);
  expect(await run('America/Los_Angeles')).toBe(first);
});

test('Drawings that are made at once do not mix', async () => {
  const alone = [];
  for (const name of SAMPLE_NAMES) alone.push((await draw(name)).svg);
  const together = await Promise.all(SAMPLE_NAMES.map((name) => draw(name)));
  expect(together.map(({ svg }) => svg)).toEqual(alone);
});

test.each(SAMPLE_NAMES)('%s fills its widths, and no text is smaller than 12 px', async (name) => {
  const { wide, narrow } = await renderer.drawWidths({
    chart: sampleChart(name),
    table: sampleTable(name),
    brand: BRAND,
    id: 'a',
  });
  expect([wide.width, narrow.width]).toEqual([720, 340]);
  for (const { svg, width, height } of [wide, narrow]) {
    const elements = elementsOf(parseSvg(svg));
    expect(svg.startsWith(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"`)).toBe(true);
    const sizes = elements.flatMap(({ attributes }) => attributes['font-size'] ?? []).map(Number);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(12);
    expect(svg).not.toMatch(/NaN|undefined|null|Infinity/);
    expect(svg).not.toMatch(/="[^"]*\d\.\d{3,}/);
  }
});

test('The drawing is an image with a name and a description in the reader’s language', async () => {
  const { svg } = await draw('retention-rate', { brand: KOREAN_BRAND });
  expect(parseSvg(svg).attributes).toMatchObject({ role: 'img', 'aria-labelledby': 'figure-title figure-desc' });
  expect(svg).toContain('<title id="figure-title">목표 대비 유지율</title>');
  expect(svg).toContain('<desc id="figure-desc">기간별 유지율과 목표 85 % 선.</desc>');
});

test('Metrics bring their labels, formats and compact ticks; keys of a fold have labels too', async () => {
  const growth = textsIn((await draw('growth-accounting')).svg);
  expect(growth).toEqual(
    expect.arrayContaining(['Users', 'Retained users', 'Churned users', '3,000', '−500', '23 Nov', '2026']),
  );
  expect(growth.join()).not.toMatch(/_users/);
  expect(textsIn((await draw('retention-rate')).svg)).toEqual(
    expect.arrayContaining(['Retention rate', '86%', '81.3%']),
  );
  expect(textsIn((await draw('revenue-by-product')).svg)).toEqual(expect.arrayContaining(['€5m', '€0', 'Jan', '2025']));
  const korean = textsIn((await draw('revenue-by-product', { brand: KOREAN_BRAND })).svg);
  expect(korean).toEqual(expect.arrayContaining(['₩500만', '1월', '2026']));
});

test('A target’s label is drawn once over its halo, not once per row', async () => {
  const texts = textsIn((await draw('retention-rate')).svg);
  expect(texts.filter((text) => text === 'Target')).toHaveLength(2);
});

test('A null is a gap in a line and no bar, never a zero', async () => {
  const { svg } = await draw('retention-rate');
  const line = elementsOf(parseSvg(svg)).find(({ attributes }) => attributes['stroke-width'] === '2');
  expect(line?.attributes['d']?.match(/M/g)).toHaveLength(2);
});

test('Every colour is a custom property with its light value behind it', async () => {
  for (const name of SAMPLE_NAMES) {
    const { svg } = await draw(name);
    const paints = elementsOf(parseSvg(svg)).flatMap(({ attributes: { fill, stroke } }) => [fill, stroke]);
    for (const paint of paints)
      if (paint !== undefined) expect(paint).toMatch(/^(none|var\(--chart-[a-z0-9-]+,#[0-9a-f]{6}\))$/);
  }
  const { light } = chartColours(BRAND);
  expect((await draw('channels')).svg).toContain(`fill="var(--chart-accent,${light['accent']})"`);
});

test('A picture has plain colours on white', async () => {
  const picture = await renderer.drawPng({
    chart: sampleChart('channels'),
    table: sampleTable('channels'),
    brand: BRAND,
    width: 'narrow',
  });
  const png = picture?.png ?? new Uint8Array();
  expect(Buffer.from(png.subarray(0, 8)).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  expect(Buffer.from(png).readUInt32BE(16)).toBe(680);
});

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '&amp;&lt;',
  '\u202eevil\u202c שלום',
  '👩‍🚀 \ud800 lone',
  'fill="var(--chart-ink)"',
  'control \u0000\u0007\u001b characters',
  'x'.repeat(10_000),
];

test('Hostile values are text, shortened where they are long', async () => {
  const table: Table = {
    columns: sampleTable('channels').columns,
    rows: HOSTILE.map((name, index) => [name, index + 1]),
  };
  for (const width of ['wide', 'narrow'] as const) {
    const { svg } = await draw('channels', { table, width });
    const tags = new Set(elementsOf(parseSvg(svg)).map(({ tag }) => tag));
    expect([...tags].sort()).toEqual(['desc', 'g', 'path', 'svg', 'text', 'title']);
    expect(svg).not.toMatch(/<script|<img/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be in markup
    expect(svg).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/);
    expect(svg.isWellFormed()).toBe(true);
    expect(svg.length).toBeLessThan(6000);
    expect(svg).toContain('xxx…');
  }
});

test('Numbers that are missing, enormous or alone do not break a drawing', async () => {
  const odd = [null, Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300, 0];
  for (const name of SAMPLE_NAMES) {
    const table = sampleTable(name);
    const numbers = new Set(table.columns.filter(({ type }) => type === 'number').map((column) => column.name));
    const strange = withCells(table, (cell, column, row) =>
      numbers.has(column) ? (odd[row % odd.length] ?? null) : cell,
    );
    for (const rows of [strange.rows, table.rows.slice(0, 1)]) {
      const { svg } = await draw(name, { table: { ...table, rows } });
      expect(svg).not.toMatch(/NaN|undefined|"null|Infinity/);
    }
  }
});

test('Days of 1900 and 9999 have their labels', async () => {
  const table: Table = {
    ...sampleTable('balance'),
    rows: [
      ['1900-01-01', 1],
      ['9999-12-31', 2],
    ],
  };
  expect(textsIn((await draw('balance', { table })).svg)).toEqual(expect.arrayContaining(['1900', '31 Dec', '9999']));
});

test.each([
  ['no rows', []],
  ['no numbers', [['2026-11-16', null]]],
])('A table with %s is no drawing and no picture: the page says it in a sentence', async (_, rows) => {
  const table: Table = { ...sampleTable('retention-rate'), rows };
  expect((await draw('retention-rate', { table })).svg).toBe('');
  expect(await renderer.drawPng({ chart: sampleChart('balance'), table, brand: BRAND, width: 'wide' })).toBeNull();
});

test('A map leaves out places that it cannot show, and stays small', async () => {
  const { svg } = await draw('members-map');
  const bubbles = elementsOf(parseSvg(svg)).filter(({ tag }) => tag === 'circle');
  expect(bubbles.some(({ attributes: { cx, cy } }) => cx === '0' && cy === '0')).toBe(false);
  expect(svg.length).toBeLessThan(45_000);
});

test('Bars of one colour are one node', async () => {
  const paths = elementsOf(parseSvg((await draw('growth-accounting')).svg)).filter(({ tag }) => tag === 'path');
  expect(paths.length).toBeLessThan(16);
});

test('Plots side by side fill the width, and stand below each other on a phone', async () => {
  const view = {
    mark: 'bar',
    encoding: { x: { field: 'leads', type: 'quantitative' }, y: { field: 'channel', type: 'nominal' } },
  };
  const spec = {
    hconcat: [
      { ...view, width: 400 },
      { ...view, width: 150 },
    ],
  };
  const chart = { name: 'two', spec, place: { file: 'two.vl.json' } };
  const { wide, narrow } = await renderer.drawWidths({
    chart,
    table: sampleTable('channels'),
    brand: BRAND,
    id: 'two',
  });
  expect(narrow.height).toBeGreaterThan(1.6 * wide.height);
  expect([wide.width, narrow.width]).toEqual([720, 340]);
});

const chartOf = (spec: Chart['spec']): Chart => ({ ...sampleChart('retention-rate'), spec });
const PLACES: Table = {
  columns: [
    { name: 'period', label: 'Week', type: 'day' },
    { name: 'shop', label: 'Shop', type: 'text' },
    { name: 'revenue', label: 'Revenue', type: 'number', format: 'integer' },
    { name: 'goal_share', label: 'Of the goal', type: 'number', format: 'percent' },
    { name: 'latitude', label: 'Latitude', type: 'number' },
    { name: 'longitude', label: 'Longitude', type: 'number' },
  ],
  rows: [['2026-11-16', null, 12, null, null, null]],
};
const bars = (field: string): Chart =>
  chartOf({ mark: 'bar', encoding: { y: { field: 'shop' }, x: { field, axis: null } } });
const MAP = chartOf({
  projection: { type: 'albersUsa' },
  layer: [
    { data: { name: 'us-states' }, mark: 'geoshape' },
    {
      mark: 'circle',
      encoding: { longitude: { field: 'longitude' }, latitude: { field: 'latitude' }, size: { field: 'revenue' } },
    },
  ],
});
const abroad: Table = { ...PLACES, rows: [['2026-11-16', 'Jeju', 12, null, 33.5, 126.5]] };

test.each([
  ['a chart of the one column that has no numbers', bars('goal_share'), PLACES],
  [
    'a chart whose filter leaves no row',
    chartOf({ ...bars('revenue').spec, transform: [{ filter: 'isValid(datum.shop)' }] }),
    PLACES,
  ],
  ['a map of places whose coordinates nobody knows', MAP, PLACES],
  ['a map on which no place lies', MAP, abroad],
])('Axes and outlines without data are not drawn: %s', async (_, chart, table) => {
  const { svg } = await renderer.draw({ chart, table, brand: BRAND, width: 'wide', id: 'figure' });
  expect(svg).toBe('');
});

test('A group without a name is called so in the brand’s language, and not null', async () => {
  const request = { chart: bars('revenue'), table: PLACES, width: 'wide', id: 'figure' } as const;
  expect(textsIn((await renderer.draw({ ...request, brand: BRAND })).svg)).toContain('Not stated');
  expect(textsIn((await renderer.draw({ ...request, brand: KOREAN_BRAND })).svg)).toContain('미기재');
});

test.each([
  { mark: 'line', ofTwo: 1 },
  { mark: 'area', ofTwo: 0 },
])('Of a single period, a mark of the kind $mark is a point', async ({ mark, ofTwo }) => {
  const chart = chartOf({ mark, encoding: { x: { field: 'period' }, y: { field: 'revenue' } } });
  const earlier: Table = { ...PLACES, rows: [['2026-11-09', null, 9, null, null, null], ...PLACES.rows] };
  const points = async (table: Table): Promise<number> => {
    const { svg } = await renderer.draw({ chart, table, brand: BRAND, width: 'wide', id: 'figure' });
    return elementsOf(parseSvg(svg)).filter(({ tag }) => tag === 'circle').length;
  };
  expect(await points(PLACES)).toBe(1);
  // A line has a point where it ends.
  expect(await points(earlier)).toBe(ofTwo);
});

test('On a map a label gives way to those of earlier rows that it would cover', async () => {
  const at = { longitude: { field: 'longitude' }, latitude: { field: 'latitude' } };
  const map = chartOf({
    projection: { type: 'albersUsa' },
    layer: [
      { data: { name: 'us-states' }, mark: 'geoshape' },
      { mark: 'text', encoding: { ...at, text: { field: 'shop' } } },
    ],
  });
  const rows = [
    ['2026-11-16', 'Norfolk', 3, null, 36.85, -76.29],
    ['2026-11-16', 'Virginia Beach', 2, null, 36.85, -75.98],
    ['2026-11-16', 'San Diego', 1, null, 32.72, -117.16],
  ];
  const { svg } = await renderer.draw({
    ...{ chart: map, table: { ...PLACES, rows }, brand: BRAND, width: 'wide', id: 'figure' },
  });
  expect(textsIn(svg)).toEqual(['Norfolk', 'San Diego']);
});
