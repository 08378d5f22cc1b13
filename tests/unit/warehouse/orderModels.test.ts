import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../../src/lib/problem.ts';
import { lineageOf } from '../../../src/warehouse/lineage.ts';
import { orderModels } from '../../../src/warehouse/orderModels.ts';
import { model, source } from './fixture.ts';

const sources = [
  source('app', { events: { id: 'bigint' }, users: { id: 'bigint' } }),
  source('select', { from: { a: 'int' } }),
];

async function usesOf(sql: string) {
  const others = ['a', 'b', 'c', 'd', 'order'].map((name) => model(name, 'select 1 as x'));
  const { uses, problems } = await orderModels({ models: [...others, model('it', sql)], sources });
  expect(problems.map(formatProblem)).toEqual([]);
  return [...(uses.get('it')?.models ?? []), ...(uses.get('it')?.sourceTables ?? [])];
}

async function problemsOf(sql: string): Promise<string[]> {
  const models = [model('stg_events', 'select 1 as x'), model('it', sql)];
  return (await orderModels({ models, sources })).problems.map(formatProblem);
}

describe('what a model reads', () => {
  test.each([
    ['select * from a join b using (x)', ['a', 'b']],
    ['with a as (select * from b) select * from a', ['b']],
    ['with a as (select * from a) select * from a', ['a']],
    ['with a as (select 1), c as (select * from a join b on true) from c', ['b']],
    ['select (with a as (select 1 as x) select x from a), x from a', ['a']],
    ['with recursive t as (select 1 as x union all select x + 1 from t join a using (x)) from t', ['a']],
    ["from a pivot (sum(x) for x in ('1', '2'))", ['a']],
    ['select * from "order" o, "app"."events", "select"."from"', ['order', 'app.events', 'select.from']],
    ['select * from A, App.Events, main.b', ['a', 'b', 'app.events']],
    ['select x in (from b), exists (from c) from a order by (select max(x) from d)', ['a', 'b', 'c', 'd']],
    ['select x from a union all by name (select x from b except select x from c)', ['a', 'b', 'c']],
    ['select * from a, lateral (select a.x + b.x from b) l', ['a', 'b']],
    ['select currency from brand', []],
    ["select 'from c' as x /* from d */ -- from b\nfrom a; -- the end", ['a']],
  ])('%s', async (sql, expected) => {
    expect(await usesOf(sql)).toEqual(expected);
  });
});

test('A model comes after those it uses, and the same models always come in the same order', async () => {
  const models = [
    model('last', 'from b join c using (x)'),
    model('c', 'select id as x from app.users'),
    model('b', 'from a'),
    model('a', 'select id as x from app.events'),
  ];
  const one = await orderModels({ models, sources });
  const other = await orderModels({ models: models.toReversed(), sources });
  expect(one.ordered.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'last']);
  expect(other.ordered).toEqual(one.ordered);
  expect(lineageOf({ models: ['b'], sourceTables: [] }, one.uses)).toEqual({
    models: ['a', 'b'],
    sourceTables: ['app.events'],
    sources: ['app'],
  });
  expect(lineageOf(one.uses.get('last') ?? { models: [], sourceTables: [] }, one.uses).sourceTables).toEqual([
    'app.events',
    'app.users',
  ]);
});

test('A circle is told with its path, and only the models that hang on it are left out', async () => {
  const models = [
    model('a', 'select 1,\n  2 from b'),
    model('b', 'from c'),
    model('c', 'from a'),
    model('d', 'from c'),
    model('e', 'select 1 as x'),
  ];
  const { ordered, problems } = await orderModels({ models, sources });
  expect(problems.map(formatProblem)).toEqual([
    'queries/marts/a.sql:2:10  Models cannot use each other in a circle: a → b → c → a.  Take one of these uses out.',
  ]);
  expect(ordered.map(({ name }) => name)).toEqual(['e']);
});

describe('what is refused, with its line and column', () => {
  test.each([
    ['select 1\nfrom stg_event', '2:6  There is no table "stg_event".  Did you mean "stg_events"?'],
    ["select 'é한😀' as é, x from app.evnts", '1:27  There is no table "app.evnts".  Did you mean "app.events"?'],
    ['from events', '1:6  There is no table "events".  Did you mean "app.events"?'],
    ['from x.app.events', '1:6  There is no table "x.app.events".  Did you mean "app.events"?'],
    [
      "from '/etc/passwd'",
      "1:6  Files cannot be read here: '/etc/passwd'.  Declare a source in queries/sources/ and select from its table.",
    ],
    ["select\n  'ü' fro m x", '2:11  This SQL cannot be read: syntax error at or near "m".'],
    ['select 1 +', '1:11  This SQL cannot be read: syntax error at end of input.'],
    ['select 1;\nselect 2', '2:8  There are several statements here; only one select can stand.  Remove all but one.'],
    ['-- nothing', '  There is no SQL here.  Write one select.'],
    ['', '  There is no SQL here.  Write one select.'],
    [
      '/* x */ insert into a values (1)',
      '  This is not a select: it begins with "insert".  Write one select; it cannot change data, settings or files.',
    ],
    [
      "copy a to 'x'",
      '  This is not a select: it begins with "copy".  Write one select; it cannot change data, settings or files.',
    ],
    [
      'pragma version',
      '  This is not a select: it begins with "pragma".  Write one select; it cannot change data, settings or files.',
    ],
    ['describe brand', '  Describe, show and summarize cannot stand here.  Write one select from named tables.'],
    [
      "from query('from app.events')",
      '1:6  query() names its tables in text, so nobody can tell what this depends on.  Write one select from named tables.',
    ],
    [
      'pivot app.events on id',
      `  The statement "pivot … on … using …" cannot stand here: its columns depend on the data.  Write \`from a pivot (sum(x) for y in ('a', 'b'))\`.`,
    ],
    [
      'select $period_start',
      '1:8  A model has no parameters, so there is no $period_start.  Keep every period; reports choose theirs.',
    ],
    [
      'with it as (from it) from it',
      '1:18  Models cannot use each other in a circle: it → it.  A `with` of another name reads like what is meant.',
    ],
  ])('%s', async (sql, expected) => {
    const colon = expected.startsWith(' ') ? '' : ':';
    expect(await problemsOf(sql)).toEqual([`queries/marts/it.sql${colon}${expected}`]);
  });
});

test('A model cannot take the place of the table about the brand', async () => {
  const { problems } = await orderModels({ models: [model('brand', 'select 1')], sources });
  expect(problems[0]?.message).toBe('No model can be named "brand": that is the table of one row about the brand.');
});

test('No models at all are in order', async () => {
  expect(await orderModels({ models: [], sources: [] })).toEqual({ ordered: [], uses: new Map(), problems: [] });
});
