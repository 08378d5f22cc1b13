import { expect, test } from 'vitest';
import { fieldsOf } from '../../../src/charts/fieldsOf.ts';

const names = (spec: object): readonly string[] =>
  [...new Set(fieldsOf(spec as never).map(({ field }) => field))].sort();

test.each<[string, object, readonly string[]]>([
  ['encodings', { mark: 'bar', encoding: { x: { field: 'a' }, y: { field: 'b', aggregate: 'sum' } } }, ['a', 'b']],
  ['lists of tooltips', { mark: 'bar', encoding: { tooltip: [{ field: 'a' }, { field: 'b' }] } }, ['a', 'b']],
  [
    'layers',
    { layer: [{ encoding: { x: { field: 'a' } } }, { layer: [{ encoding: { x: { field: 'b' } } }] }] },
    ['a', 'b'],
  ],
  [
    'facets',
    { facet: { row: { field: 'a' }, column: { field: 'b' } }, spec: { encoding: { x: { field: 'c' } } } },
    ['a', 'b', 'c'],
  ],
  ['a wrapped facet', { facet: { field: 'a' }, spec: { mark: 'bar' } }, ['a']],
  [
    'joined views',
    { hconcat: [{ encoding: { x: { field: 'a' } } }, { vconcat: [{ encoding: { x: { field: 'b' } } }] }] },
    ['a', 'b'],
  ],
  ['repeats', { repeat: ['a', 'b'], spec: { encoding: { y: { field: { repeat: 'repeat' } } } } }, ['a', 'b']],
  ['repeats by layer', { repeat: { layer: ['a'] }, spec: { encoding: { y: { field: { repeat: 'layer' } } } } }, ['a']],
  ['sorting by a field', { encoding: { y: { field: 'a', sort: { field: 'b', op: 'sum' } } } }, ['a', 'b']],
  ['the row of an extreme', { encoding: { y: { field: 'a', aggregate: { argmax: 'b' } } } }, ['a', 'b']],
  ['conditions', { encoding: { color: { condition: { test: 'datum.a > 1', value: 'bad' }, value: 'good' } } }, ['a']],
  [
    'predicates',
    { encoding: { color: { condition: [{ test: { not: { field: 'a', gt: 1 } }, field: 'b' }] } } },
    ['a', 'b'],
  ],
  [
    'filters',
    {
      transform: [
        { filter: "datum.a > 1 && datum['b c'] < 2" },
        { filter: { or: ['datum.d', { field: 'e', equal: 1 }] } },
      ],
    },
    ['a', 'b c', 'd', 'e'],
  ],
  ['calculations', { transform: [{ calculate: 'datum.a * 2', as: 'b' }], encoding: { x: { field: 'b' } } }, ['a']],
  [
    'a field made of itself',
    { transform: [{ calculate: '-datum.a', as: 'a' }], encoding: { x: { field: 'a' } } },
    ['a'],
  ],
  [
    'folds',
    { transform: [{ fold: ['a', 'b'] }], encoding: { x: { field: 'key' }, y: { field: 'value' } } },
    ['a', 'b'],
  ],
  [
    'aggregates',
    {
      transform: [{ aggregate: [{ op: 'sum', field: 'a', as: 's' }], groupby: ['b'] }],
      encoding: { x: { field: 's' } },
    },
    ['a', 'b'],
  ],
  [
    'windows',
    {
      transform: [{ window: [{ op: 'lag', field: 'a', as: 'p' }], sort: [{ field: 'b' }], groupby: ['c'] }],
      encoding: { x: { field: 'p' } },
    },
    ['a', 'b', 'c'],
  ],
  [
    'pivots, whose fields are named after values',
    { transform: [{ pivot: 'a', value: 'b', groupby: ['c'] }], encoding: { x: { field: 'Anything' } } },
    ['a', 'b', 'c'],
  ],
  [
    'stacks',
    {
      transform: [{ stack: 'a', groupby: ['b'], sort: [{ field: 'c' }], as: ['y0', 'y1'] }],
      encoding: { y: { field: 'y0' } },
    },
    ['a', 'b', 'c'],
  ],
  [
    'bins',
    {
      transform: [{ bin: true, field: 'a', as: ['lo', 'hi'] }],
      encoding: { x: { field: 'lo', bin: 'binned' }, x2: { field: 'hi' } },
    },
    ['a'],
  ],
  [
    'units of time',
    { transform: [{ timeUnit: 'yearmonth', field: 'a', as: 'm' }], encoding: { x: { field: 'm' } } },
    ['a'],
  ],
  [
    'expressions in values',
    { mark: { type: 'bar', size: { expr: 'datum.a' } }, encoding: { x: { value: { expr: 'datum.b' } } } },
    ['a', 'b'],
  ],
  [
    'escaped and nested names',
    { encoding: { x: { field: 'a\\.b' }, y: { field: 'c.d' }, text: { field: 'e[0]' } } },
    ['a.b', 'c', 'e'],
  ],
  ['nothing of a geography', { data: { name: 'us-states' }, encoding: { color: { field: 'properties.name' } } }, []],
  [
    'lookups that go back to the table',
    {
      data: { name: 'us-states' },
      transform: [{ lookup: 'properties.name', from: { data: { name: 'table' }, key: 'a', fields: ['b'] } }],
      encoding: { color: { field: 'b' } },
    },
    ['a', 'b'],
  ],
  ['nothing of inline values', { layer: [{ data: { values: [{ z: 1 }] }, encoding: { x: { field: 'z' } } }] }, []],
])('Fields are found in %s', (_, spec, expected) => {
  expect(names(spec)).toEqual(expected);
});

test('A field that one layer makes is not there for another', () => {
  const maker = { transform: [{ calculate: 'datum.a', as: 'made' }], encoding: { x: { field: 'made' } } };
  expect(names({ layer: [maker, { encoding: { x: { field: 'made' } } }] })).toEqual(['a', 'made']);
});

test('A use says where it is', () => {
  const uses = fieldsOf({ layer: [{ mark: 'bar', encoding: { x: { field: 'a' } } }] });
  expect(uses).toEqual([{ field: 'a', path: ['layer', 0, 'encoding', 'x', 'field'] }]);
});
