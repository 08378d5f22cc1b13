import { expect, test } from 'vitest';
import { createChartRenderer } from '../../../src/charts/chartRenderer.ts';
import { checkChart } from '../../../src/charts/checkChart.ts';
import { distinctLabels } from '../../../src/charts/distinctLabels.ts';
import { lettersWithoutFont } from '../../../src/charts/fonts.ts';
import { tickText } from '../../../src/charts/numberText.ts';
import { createDrawer } from '../../../src/charts/process/chartDrawer.ts';
import type { SvgElement } from '../../../src/charts/svgTree.ts';
import type { Cell, Chart, Column, Drawing, Table } from '../../../src/types.ts';
import { parseSvg } from './parseSvg.ts';
import { BRAND, KOREAN_BRAND } from './sampleTables.ts';

const renderer = createChartRenderer();

const chartOf = (spec: Record<string, unknown>): Chart => ({
  name: 'trial',
  spec: { title: 'Trial', description: 'A trial.', ...spec },
  place: { file: 'templates/reports/trial/trial.vl.json', line: 1 },
});

const tableOf = (columns: readonly Column[], rows: readonly (readonly Cell[])[]): Table => ({ columns, rows });
const PERIOD: Column = { name: 'period', type: 'day', label: 'Week' };
const VALUE: Column = { name: 'value', type: 'number', label: 'Revenue', format: 'currency' };
const SHARE: Column = { name: 'share', type: 'number', label: 'Growth', format: 'percent' };
const NAME: Column = { name: 'name', type: 'text', label: 'Shop' };

const draw = (chart: Chart, table: Table, width: 'wide' | 'narrow' = 'wide', brand = BRAND): Promise<Drawing> =>
  renderer.draw({ chart, table, brand, width, id: 'figure' });

const elementsOf = (element: SvgElement): readonly SvgElement[] => [
  element,
  ...element.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child))),
];
const circles = (svg: string): number => elementsOf(parseSvg(svg)).filter(({ tag }) => tag === 'circle').length;
const textsIn = (svg: string): readonly string[] =>
  elementsOf(parseSvg(svg))
    .filter(({ tag }) => tag === 'text' || tag === 'tspan')
    .flatMap(({ children }) => children.filter((child) => typeof child === 'string'));

const days = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => new Date(Date.UTC(2026, 10, 1 + at)).toISOString().slice(0, 10));
const overTime = (mark: string, encoding: Record<string, unknown> = {}): Chart =>
  chartOf({ mark, encoding: { x: { field: 'period' }, y: { field: 'value' }, ...encoding } });

test.each([
  ['line', 3],
  ['area', 2],
  ['trail', 2],
])('Single values between gaps are dots: %s', async (mark, dots) => {
  const values = [5, null, 7, null, 9, 8];
  const table = tableOf(
    [PERIOD, VALUE],
    days(6).map((day, at) => [day, values[at] ?? null]),
  );
  // A line has a dot at its end besides.
  expect(circles((await draw(overTime(mark), table)).svg)).toBe(dots);
});

test('A series of one value in a chart of several is a dot of its colour, also in small multiples and in a fold', async () => {
  const rows = days(4).flatMap((day, at) => [
    [day, 'North', at + 1],
    [day, 'South', at === 1 ? 3 : null],
  ]);
  const table = tableOf([PERIOD, NAME, VALUE], rows);
  const coloured = overTime('line', { color: { field: 'name', legend: null } });
  expect(circles((await draw(coloured, table)).svg)).toBe(1);
  const facets = overTime('line', { facet: { field: 'name', columns: 2 } });
  expect(circles((await draw(facets, table)).svg)).toBe(1);
  const two = tableOf(
    [PERIOD, VALUE, { ...VALUE, name: 'other' }],
    days(3).map((day, at) => [day, at, at === 2 ? 5 : null]),
  );
  const folded = chartOf({
    transform: [{ fold: ['value', 'other'] }],
    mark: 'line',
    encoding: { x: { field: 'period' }, y: { field: 'value' }, color: { field: 'key', legend: null } },
  });
  expect(circles((await draw(folded, two)).svg)).toBeGreaterThanOrEqual(1);
});

test('A bar on a logarithmic scale is a problem, at its place and with its column; points are not', () => {
  const spec = (mark: unknown) => ({
    mark,
    encoding: { y: { field: 'name' }, x: { field: 'value', scale: { type: 'log' } } },
  });
  expect(checkChart(spec('bar'), [NAME, VALUE])).toEqual([
    {
      path: ['encoding', 'x', 'scale', 'type'],
      message: expect.stringContaining(
        '"bar" begins at zero, which a logarithmic scale does not have, so nothing of "value"',
      ),
      hint: expect.stringContaining('point'),
    },
  ]);
  expect(checkChart({ layer: [{ mark: { type: 'area' } }], encoding: spec('x').encoding }, [NAME, VALUE])).toHaveLength(
    1,
  );
  expect(checkChart(spec('point'), [NAME, VALUE])).toEqual([]);
});

test('Values at or below zero are left off a logarithmic scale and told; the others stand apart', async () => {
  const table = tableOf(
    [NAME, VALUE],
    [
      ['East', 0],
      ['Far', 500_000],
      ['North', 50],
      ['South', 40],
      ['West', -5],
    ],
  );
  const chart = chartOf({
    mark: 'point',
    encoding: { y: { field: 'name' }, x: { field: 'value', scale: { type: 'log' } } },
  });
  const { svg, notes } = await draw(chart, table);
  expect(notes).toEqual(['Not drawn: 2 values of Revenue at or below zero, which a logarithmic scale does not have.']);
  expect(
    new Set(elementsOf(parseSvg(svg)).flatMap(({ tag, attributes }) => (tag === 'circle' ? attributes['cx'] : [])))
      .size,
  ).toBe(3);
  expect((await draw(chart, table, 'wide', KOREAN_BRAND)).notes).toEqual([expect.stringContaining('2개')]);
});

test('Shares of an amount are per cent, not euros', async () => {
  const table = tableOf(
    [PERIOD, NAME, VALUE],
    days(2).flatMap((day) => [
      [day, 'North', 10],
      [day, 'South', 30],
    ]),
  );
  const { svg } = await draw(
    overTime('bar', { y: { field: 'value', stack: 'normalize' }, color: { field: 'name' } }),
    table,
  );
  expect(textsIn(svg)).toEqual(expect.arrayContaining(['0%', '100%', 'Revenue, %']));
  expect(svg).not.toContain('€');
  const returned = { ...table, rows: [...table.rows, [days(1)[0] ?? '', 'West', -5]] };
  expect(
    (await draw(overTime('bar', { y: { field: 'value', stack: 'normalize' }, color: { field: 'name' } }), returned))
      .notes,
  ).toEqual(['Not drawn: 1 negative value of Revenue, which is no share of a whole.']);
});

const LONG = Array.from(
  { length: 6 },
  (_, at) => `Distribution centre for the northern region, warehouse number ${at}`,
);

test.each(['wide', 'narrow'] as const)(
  'Six different long names are six different labels, each within its room: %s',
  async (width) => {
    const table = tableOf(
      [NAME, VALUE],
      LONG.map((name, at) => [name, 100 - at]),
    );
    const chart = (encoding: Record<string, unknown>): Chart => chartOf({ mark: 'bar', encoding });
    for (const encoding of [
      { y: { field: 'name', sort: null }, x: { field: 'value' } },
      { x: { field: 'name', axis: null }, y: { field: 'value' }, color: { field: 'name' } },
      { facet: { field: 'name', columns: 3 }, x: { field: 'value' } },
      ...(width === 'wide' ? [{ x: { field: 'name' }, y: { field: 'value' } }] : []),
    ]) {
      const labels = textsIn((await draw(chart(encoding), table, width)).svg).filter(
        (text) => /[a-z]…|…[a-z]|\d$/.test(text) && /[A-Za-z]{3}/.test(text),
      );
      expect(labels.length, JSON.stringify(encoding)).toBeGreaterThanOrEqual(6);
      expect(new Set(labels).size).toBe(labels.length);
    }
  },
);

test('Labels keep what tells names apart: ends, what follows a shared beginning, else a number', () => {
  const room = { limit: 20, widthOf: (text: string) => Array.from(text).length };
  const cut = (...names: readonly string[]): readonly string[] => [...distinctLabels(names, room).values()];
  expect(cut('Short', 'A name that is rather long')).toEqual(['Short', 'A name that is rath…']);
  expect(cut(...LONG.slice(0, 2))).toEqual(['Distrib…use number 0', 'Distrib…use number 1']);
  const inside = [
    'The very long beginning North, warehouse and offices',
    'The very long beginning South, warehouse and offices',
  ];
  expect(cut(...inside)).toEqual(['…North, warehouse an', '…South, warehouse an']);
  const numbered = cut(`${'a'.repeat(40)}x${'b'.repeat(40)}`, `${'a'.repeat(40)}y${'b'.repeat(40)}`);
  expect(new Set(numbered).size).toBe(2);
  for (const label of [...cut(...inside), ...numbered]) expect(room.widthOf(label)).toBeLessThanOrEqual(20);
  expect(cut('Same', 'Same')).toEqual(['Same']);
});

test('A line’s end keeps its value, however long its name', async () => {
  const rows = days(3).flatMap((day, at) => LONG.slice(0, 2).map((name, which) => [day, name, 100 * (which + 1) + at]));
  const { svg } = await draw(overTime('line', { color: { field: 'name' } }), tableOf([PERIOD, NAME, VALUE], rows));
  expect(textsIn(svg).filter((text) => /€[12]02$/.test(text))).toHaveLength(2);
});

test.each(['shop.name', 'shop\\.name', "['shop.name']"])(
  'A column with a dot in its name is found as %s',
  async (field) => {
    const columns: readonly Column[] = [
      { name: 'shop.name', type: 'text', label: 'Shop' },
      { name: 'rev[net]', type: 'number', label: 'Net revenue', format: 'integer' },
    ];
    const spec = {
      transform: [{ filter: 'datum["rev[net]"] > 1' }],
      mark: 'bar',
      encoding: { y: { field }, x: { field: 'rev[net]' } },
    };
    expect(checkChart(spec, columns)).toEqual([]);
    const { svg } = await draw(
      chartOf(spec),
      tableOf(columns, [
        ['North', 5],
        ['South', 7],
        ['West', 1],
      ]),
    );
    const texts = textsIn(svg);
    expect(texts).toEqual(expect.arrayContaining(['North', 'South', 'Net revenue']));
    expect(texts).not.toContain('West');
    expect(
      checkChart({ ...spec, encoding: { y: { field: 'shop.nme' }, x: { field: 'rev[net]' } } }, columns)[0]?.hint,
    ).toContain('shop.name');
  },
);

test('One ratio out of all proportion does not flatten the others: its axis ends before it, and a note says what it is', async () => {
  const values = [0.1, -0.05, 357.48, 0.2, 0.15, -0.1, 0.12, 0.08];
  const table = tableOf(
    [PERIOD, SHARE],
    days(8).map((day, at) => [day, values[at] ?? null]),
  );
  const chart = (mark: string): Chart => chartOf({ mark, encoding: { x: { field: 'period' }, y: { field: 'share' } } });
  for (const mark of ['line', 'bar']) {
    const { svg, notes } = await draw(chart(mark), table);
    expect(notes).toEqual(['The axis ends before 3 Nov 2026: 35,748%.']);
    expect(textsIn(svg)).toContain('20%');
    expect(textsIn(svg).join()).not.toMatch(/\d{3}%/);
  }
  const steep = tableOf(
    [PERIOD, SHARE],
    days(8).map((day, at) => [day, 0.5 * (at + 1)]),
  );
  expect((await draw(chart('line'), steep)).notes).toEqual([]);
  const money = tableOf(
    [PERIOD, VALUE],
    days(8).map((day, at) => [day, at === 2 ? 1_000_000 : 10]),
  );
  expect((await draw(overTime('line'), money)).notes).toEqual([]);
});

test('A ranking that nobody could read is refused by name', async () => {
  const table = tableOf(
    [NAME, VALUE],
    Array.from({ length: 2000 }, (_, at) => [`Shop ${at}`, at]),
  );
  const chart = chartOf({ mark: 'bar', encoding: { y: { field: 'name', sort: null }, x: { field: 'value' } } });
  await expect(draw(chart, table)).rejects.toThrow(
    /trial\.vl\.json:1 {2}The chart "trial" would have 2,000 lines of names/,
  );
});

test.each([
  [[0, 0.00004], 'decimal', ['0', '0.00001', '0.00002', '0.00003', '0.00004']],
  [[1_000_000, 1_000_400], 'integer', ['1,000,000', '1,000,100', '1,000,200', '1,000,300', '1,000,400']],
  [[0, 0.0004], 'percent', ['0%', '0.01%', '0.02%', '0.03%', '0.04%']],
  [[0, 4e15], 'integer', ['0', '1000tn', '2000tn', '3000tn', '4000tn']],
] as const)('No two ticks of an axis of %j are labelled alike (%s)', ([low, high], format, labels) => {
  const fieldFormat = { format, locale: 'en-GB', currency: 'EUR' };
  const ticks = [0, 1, 2, 3, 4].map((step) => tickText(low + (step * (high - low)) / 4, fieldFormat, [low, high]));
  expect(ticks).toEqual(labels);
});

test('An empty name has a label, which is not that of a name that is missing', async () => {
  const table = tableOf(
    [NAME, VALUE],
    [
      ['', 3],
      [null, 2],
      ['North', 1],
    ],
  );
  const { svg } = await draw(
    chartOf({ mark: 'bar', encoding: { y: { field: 'name', sort: null }, x: { field: 'value' } } }),
    table,
  );
  expect(textsIn(svg)).toEqual(expect.arrayContaining(['(blank)', 'Not stated', 'North']));
});

test.each([
  [
    'a series of nothing but gaps',
    days(4).flatMap((day, at) => [
      [day, 'North', at],
      [day, 'South', null],
    ]),
  ],
  [
    'negative parts',
    days(4).flatMap((day, at) => [
      [day, 'North', at],
      [day, 'South', -at],
    ]),
  ],
  [
    'days before 1970',
    [
      ['1954-01-01', 'North', 1],
      ['1961-01-01', 'South', 2],
      ['1969-12-31', 'North', 3],
    ],
  ],
  ['thirty names', days(2).flatMap((day) => Array.from({ length: 30 }, (_, at) => [day, `Shop number ${at}`, at + 1]))],
] as const)('%s: drawn in every kind of mark, within its width', async (_, rows) => {
  const table = tableOf([PERIOD, NAME, VALUE], rows as readonly (readonly Cell[])[]);
  for (const mark of ['line', 'area', 'bar', 'point'])
    for (const width of ['wide', 'narrow'] as const) {
      const { svg, height } = await draw(overTime(mark, { color: { field: 'name' } }), table, width);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(height).toBeGreaterThan(100);
    }
});

test('Letters that the picture of a mail shows as boxes are found', () => {
  expect(lettersWithoutFont('Revenue €12, Zażółć, Привет, Ελλάδα, 김밥, ไทย, हिन्दी, שלום, مرحبا')).toEqual([]);
  expect(lettersWithoutFont('Profit 👩 \u{1E900}')).toEqual(['👩', '\u{1E900}']);
});

test.each([
  ['a link', { mark: 'bar', encoding: { href: { value: 'https://example.org' } } }],
  ['an image', { mark: 'image', encoding: { url: { value: 'https://example.org/a.png' } } }],
])(
  'A chart with %s, which no check lets through, asks for nothing, and what comes after it is drawn',
  async (_, odd) => {
    const table = tableOf([NAME, VALUE], [['Mokpo', 5]]);
    const axes = { x: { field: 'name' }, y: { field: 'value' } };
    const chart = chartOf({ ...odd, encoding: { ...axes, ...odd.encoding } });
    const drawer = createDrawer();
    const { svg } = await drawer.draw({ chart, table, brand: BRAND, width: 'wide', id: 'figure' });
    expect(svg).not.toContain('example.org');
    expect(elementsOf(parseSvg(svg)).map(({ tag }) => tag)).not.toContain('a');
    // A promise that nobody waits for, and that fails, ends the process of a drawing: here it fails the test.
    await new Promise((resolve) => setTimeout(resolve, 20));
  },
);
