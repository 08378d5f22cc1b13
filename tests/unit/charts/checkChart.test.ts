import { expect, test } from 'vitest';
import { checkChart } from '../../../src/charts/checkChart.ts';
import { formatProblem } from '../../../src/lib/problem.ts';
import { SAMPLE_NAMES, sampleChart, sampleTable } from './sampleTables.ts';

const COLUMNS = [
  { name: 'period', type: 'day' },
  { name: 'users', type: 'number' },
  { name: 'platform', type: 'text' },
] as const;

const ENCODING = { x: { field: 'period', type: 'temporal' }, y: { field: 'users', type: 'quantitative' } };

const messages = (spec: object): readonly string[] =>
  checkChart(spec as never, COLUMNS).map((problem) => formatProblem({ ...problem, file: problem.path.join('.') }));

test.each(SAMPLE_NAMES)('The example %s has no problem', (name) => {
  expect(checkChart(sampleChart(name).spec, sampleTable(name).columns)).toEqual([]);
});

test.each<[string, object, string]>([
  [
    'a field that the data lacks',
    { mark: 'line', encoding: { ...ENCODING, y: { field: 'user', type: 'quantitative' } } },
    'encoding.y.field  The chart\'s data has no field "user".  Did you mean "users"?',
  ],
  [
    'a mark that does not exist',
    { mark: 'barr', encoding: ENCODING },
    'mark  There is no mark named "barr".  Did you mean "bar"?',
  ],
  [
    'a colour of its own',
    { mark: { type: 'bar', color: '#ff0000' }, encoding: ENCODING },
    'mark.color  A chart has no colours of its own: "#ff0000" is none of the theme\'s.  Use ink, muted, accent, highlight, good, bad or series-1 … series-8.',
  ],
  [
    'a misspelt colour',
    { mark: 'bar', encoding: { ...ENCODING, color: { value: 'goood' } } },
    'encoding.color.value  A chart has no colours of its own: "goood" is none of the theme\'s.  Did you mean "good"?',
  ],
  [
    'a colour scheme',
    { mark: 'bar', encoding: { ...ENCODING, color: { field: 'platform', scale: { scheme: 'viridis' } } } },
    'encoding.color.scale.scheme  A chart has no colours of its own: leave out "scheme"; the theme has ranges for categories and for heat.',
  ],
  [
    'a blend of colours',
    {
      mark: 'rect',
      encoding: { ...ENCODING, color: { field: 'users', type: 'quantitative', scale: { type: 'linear' } } },
    },
    'encoding.color.scale.type  Colours of numbers come in steps: use "quantize", "quantile" or "threshold".',
  ],
  [
    'a configuration',
    { mark: 'bar', encoding: ENCODING, config: {} },
    'config  The theme is the chart\'s configuration: leave out "config".',
  ],
  [
    'data from elsewhere',
    { data: { url: 'https://example.com/x.csv' }, mark: 'bar', encoding: {} },
    'data.url  A chart loads nothing: its data is the block that the report names.',
  ],
  [
    'a link',
    { mark: 'bar', encoding: { ...ENCODING, href: { value: 'javascript:alert(1)' } } },
    "encoding.href  A chart has no links: put them in the report's text.",
  ],
  [
    'a geography that is not there',
    { data: { name: 'world' }, mark: 'geoshape' },
    'data.name  There is no data named "world".  It is one of: us-states.',
  ],
  [
    "the machine's time zone",
    { mark: 'bar', transform: [{ filter: 'month(datum.period) == 3' }], encoding: ENCODING },
    "transform.0.filter  month() depends on the machine's time zone. Use utcmonth().",
  ],
  [
    "a date format in the machine's time zone",
    { mark: 'bar', transform: [{ calculate: "timeFormat(datum.period, '%b')", as: 'm' }], encoding: ENCODING },
    "transform.0.calculate  timeFormat() depends on the machine's time zone. Use utcFormat().",
  ],
  [
    'no view at all',
    { encoding: ENCODING },
    '  Invalid specification. Make sure the specification includes at least one of the following properties: "mark", "layer", "facet", "hconcat", "vconcat", "concat", or "repeat".',
  ],
  [
    'a channel that does not exist',
    { mark: 'bar', encoding: { ...ENCODING, colour: { field: 'platform' } } },
    '  colour-encoding is dropped as colour is not a valid encoding channel.',
  ],
])('A person is told of %s', (_, spec, expected) => {
  expect(messages(spec).map((message) => message.trim())).toContain(expected.trim());
});

test('An expression that does not parse is told with its place', () => {
  expect(messages({ mark: 'bar', transform: [{ filter: 'datum.users >' }], encoding: ENCODING })[0]).toMatch(
    /^transform\.0\.filter {2}The expression "datum\.users >" does not parse:/,
  );
});

test('All problems are told at once', () => {
  const spec = { mark: 'barr', encoding: { x: { field: 'no' }, color: { value: 'red' } } };
  expect(messages(spec)).toHaveLength(3);
});
