import { describe, expect, test } from 'vitest';
import { checkChart } from '../../../src/charts/checkChart.ts';
import { formatProblem } from '../../../src/lib/problem.ts';

const COLUMNS = [
  { name: 'period', type: 'day' },
  { name: 'users', type: 'number' },
] as const;
const encoding = { x: { field: 'period', type: 'temporal' }, y: { field: 'users', type: 'quantitative' } };

const told = (spec: object): readonly string[] =>
  checkChart(spec as never, COLUMNS).map((problem) => formatProblem({ ...problem, file: problem.path.join('.') }));
const calculated = (expression: string): readonly string[] =>
  told({ transform: [{ calculate: expression, as: 'a' }], mark: 'line', encoding });

describe('An expression is refused that calls', () => {
  test.each([
    'now()',
    'random()',
    'sampleNormal()',
    'sampleUniform(0, 1)',
    'datum.users + random()',
    'utcyear()',
    'utcFormat()',
    'utc()',
    'time()',
    'toDate()',
    'datetime()',
    'year(datum.period)',
    'warn(datum)',
    'info(datum)',
    'debug(datum)',
    "data('other')",
    "indata('other', 'a', 1)",
    "setdata('source', [])",
    'windowSize()',
    'screen()',
    'containerSize()',
    "modify('a', 1)",
    'eval(1)',
    'nosuch(1)',
  ])('%s', (expression) => {
    const [problem, ...others] = calculated(expression);
    expect(others).toEqual([]);
    expect(problem).toMatch(/^transform\.0\.calculate {2}\w/);
    expect(problem).toContain(/(\w+)\([^()]*\)$/.exec(expression)?.[1]);
  });
});

test.each<[string, object]>([
  ['a filter', { transform: [{ filter: 'random() > 0.5' }], mark: 'line', encoding }],
  ['a negated filter', { transform: [{ filter: { not: 'random() > 0.5' } }], mark: 'line', encoding }],
  ['one of several', { transform: [{ filter: { and: ['datum.users > 1', 'random() > 1'] } }], mark: 'line', encoding }],
  ['a parameter', { params: [{ name: 'a', expr: 'random()' }], mark: 'line', encoding }],
  ['a label', { mark: 'line', encoding: { ...encoding, x: { ...encoding.x, axis: { labelExpr: 'random()' } } } }],
  ['a size', { mark: { type: 'line', strokeWidth: { expr: 'random()' } }, encoding }],
  [
    'a condition',
    { mark: 'bar', encoding: { ...encoding, opacity: { condition: { test: 'random() > 0', value: 1 }, value: 0 } } },
  ],
  [
    'a signal',
    { mark: 'line', encoding: { ...encoding, y: { ...encoding.y, scale: { domainMax: { signal: 'random()' } } } } },
  ],
])('Wherever it stands: %s', (_, spec) => {
  expect(told(spec).join('\n')).toContain('random() makes another chart each time.');
});

test('A sample of the rows is refused', () => {
  expect(told({ transform: [{ sample: 5 }], mark: 'line', encoding })).toEqual([
    'transform.0.sample  A sample of the rows is another one each time.  Choose the rows in the SQL, or with "filter".',
  ]);
});

test.each<[string, object]>([
  ['a link', { mark: 'bar', encoding: { ...encoding, href: { value: 'javascript:alert(1)' } } }],
  ['a link of a mark', { mark: { type: 'bar', href: 'javascript:alert(1)' }, encoding }],
  ['a picture', { mark: 'image', encoding: { ...encoding, url: { value: 'https://elsewhere.example/a.png' } } }],
  ['data from elsewhere', { data: { url: 'https://elsewhere.example/a.json' }, mark: 'bar', encoding }],
  [
    'rows from elsewhere',
    {
      transform: [{ lookup: 'users', from: { data: { url: 'https://elsewhere.example' }, key: 'a', fields: ['b'] } }],
      mark: 'bar',
      encoding,
    },
  ],
])('Nothing comes from elsewhere, and nothing leads there: %s', (_, spec) => {
  expect(told(spec).length).toBeGreaterThan(0);
});

test('What makes a value of the values of its row is allowed', () => {
  expect(
    calculated("if(isValid(datum.users) && utcmonth(datum.period) > 3, round(pow(datum.users, 2)), upper('a'))"),
  ).toEqual([]);
});
