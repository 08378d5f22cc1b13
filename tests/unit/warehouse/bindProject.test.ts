import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../../src/lib/problem.ts';
import type { Model } from '../../../src/types.ts';
import { bindProject, type Statement } from '../../../src/warehouse/bindProject.ts';
import { model, source } from './fixture.ts';

const sources = [
  source('pos', {
    receipts: {
      id: 'bigint',
      amount: 'decimal(18,2)',
      amount_tax: 'decimal(18,2)',
      sold_at: 'timestamp',
      shop: 'varchar',
    },
  }),
];
const staging = model('stg_receipts', 'select id, amount, amount_tax, sold_at, shop from pos.receipts');

function query(sql: string, given: Partial<Statement> = {}): Statement {
  const parameters = ['period_start', 'period_end', 'grain', 'brand'] as const;
  return { name: 'query', what: 'a report query', sql, place: { file: 'q.sql' }, parameters, ...given };
}

async function problemsOf(statements: readonly Statement[], models: readonly Model[] = [staging]): Promise<string[]> {
  return (await bindProject({ sources, models, statements })).problems.map(formatProblem);
}

describe('what DuckDB says becomes what a person would say, where it is', () => {
  test.each([
    [
      'select\n  amout\nfrom stg_receipts',
      ':2:3  Column "amout" does not exist in stg_receipts.  Did you mean "amount"?  It has: id, amount, amount_tax, sold_at, shop.',
    ],
    [
      'select x.zip from pos.receipts x',
      ':1:8  Column "zip" does not exist in pos.receipts.  It has: id, amount, amount_tax, sold_at, shop.',
    ],
    [
      'select zip from pos.receipts',
      ':1:8  Column "zip" does not exist in pos.receipts.  It has: id, amount, amount_tax, sold_at, shop.',
    ],
    [
      "select '한😀', amout from (from stg_receipts) t",
      ':1:14  Column "amout" does not exist here.  Did you mean "amount"?',
    ],
    [
      'with r as (select amount as amount_eur from stg_receipts) select amount_eu from r',
      ':1:66  Column "amount_eu" does not exist here.  Did you mean "amount_eur"?',
    ],
    ['select z.id from stg_receipts r', ':1:8  There is no table "z" in this select.  Did you mean "r"?'],
    ['select coun(*) from stg_receipts', ':1:8  There is no function coun().  Did you mean "count"?'],
    ["select getenv('HOME')", ':1:8  There is no function getenv().'],
    ['select id::decmal from stg_receipts', ':1:12  There is no type "decmal".  Did you mean "decimal"?'],
    [
      'select sum(shop) from stg_receipts',
      ':1:8  sum() does not take (VARCHAR).  It is sum(DECIMAL), sum(BOOLEAN), sum(SMALLINT), sum(INTEGER), sum(BIGINT), sum(HUGEINT); cast what it is given.',
    ],
    ['select id + shop from stg_receipts', ':1:11  "+" does not work on BIGINT and VARCHAR.  Cast one of them.'],
    [
      "select period_start('week') from stg_receipts",
      ':1:8  period_start() does not take these arguments.  It is period_start(grain, day).',
    ],
    [
      "select local_time(min(timestamp '2026-11-01' + id * interval '1 day')) from stg_receipts",
      ':1:8  Of which type the argument of local_time() is cannot be told.  Write the aggregate around it, as in min(local_time(…)), or aggregate in a step before.',
    ],
    [
      'select shop, count(*) from stg_receipts',
      ':1:8  Column "shop" is neither grouped nor aggregated.  Add it to `group by`, or aggregate it.',
    ],
    [
      'select a.id from stg_receipts a join stg_receipts b on id = 1',
      ':1:56  Ambiguous reference to column name "id" (use: "a.id" or "b.id").',
    ],
    ["select case when 'foo' then 1 end", ":1:18  Could not convert string 'foo' to BOOL."],
    [
      "select * from read_csv('/etc/passwd')",
      ':1:15  read_csv(): files cannot be read or written here.  Declare a source in queries/sources/ and select from its table.',
    ],
    [
      "select content from read_text('/etc/hostname')",
      ':1:21  read_text(): files cannot be read or written here.  Declare a source in queries/sources/ and select from its table.',
    ],
    ['from stg_receipt', ':1:6  There is no table "stg_receipt".  Did you mean "stg_receipts"?'],
    [
      'select $period_strat',
      ':1:8  There is no parameter $period_strat in a report query.  Did you mean "$period_start"?',
    ],
    [
      "attach 'other.duckdb'",
      '  This is not a select: it begins with "attach".  Write one select; it cannot change data, settings or files.',
    ],
  ])('%s', async (sql, expected) => {
    expect(await problemsOf([query(sql)])).toEqual([`q.sql${expected}`]);
  });
});

describe('what is sound', () => {
  test.each([
    [
      'select $period_start - interval 7 day as d from stg_receipts where sold_at < $period_end;',
      'd instant TIMESTAMP',
    ],
    [
      'select period_start($grain, sold_at) as week, sum(amount) as a from stg_receipts group by all',
      'week day DATE, a number DECIMAL(38,2)',
    ],
    [
      'select local_time(sold_at) as t, next_period($grain, $period_start) as n from stg_receipts',
      't instant TIMESTAMP, n day DATE',
    ],
    ['select currency, $brand as b from brand -- the end', 'currency text VARCHAR, b text VARCHAR'],
    [
      'select count(*) as n, true as t, [1] as l, 1.5::double as "d d" from range(1000000000000)',
      'n number BIGINT, t boolean BOOLEAN, l text INTEGER[], d d number DOUBLE',
    ],
    ['from stg_receipts select id limit 3', 'id number BIGINT'],
  ])('%s', async (sql, expected) => {
    const { problems, columnsOf } = await bindProject({ sources, models: [staging], statements: [query(sql)] });
    expect(problems).toEqual([]);
    expect(
      columnsOf
        .get('query')
        ?.map(({ name, type, sqlType }) => `${name} ${type} ${sqlType}`)
        .join(', '),
    ).toBe(expected);
  });
});

test('All problems are told at once, and what hangs on a broken model is not blamed', async () => {
  const models = [
    staging,
    model('broken', 'select nope from stg_receipts'),
    model('hanging', 'select whatever from broken'),
    model('unread', 'selec 1'),
    model('circle', 'from circle'),
    model('fine', 'select id as "order", shop as "a b" from stg_receipts'),
  ];
  const statements = [
    query('select x from hanging', { name: 'hangs' }),
    query('select x from circle', { name: 'hangs too' }),
    query('select "a b", "order", "a  b" from fine', { name: 'bad', place: { file: 'queries/reports/bad.sql' } }),
    query('select max("order") as top from fine', { name: 'good' }),
  ];
  const { problems, columnsOf } = await bindProject({ sources, models, statements });
  expect(problems.map(formatProblem)).toEqual([
    'queries/marts/broken.sql:1:8  Column "nope" does not exist in stg_receipts.  It has: id, amount, amount_tax, sold_at, shop.',
    'queries/marts/circle.sql:1:6  Models cannot use each other in a circle: circle → circle.  A `with` of another name reads like what is meant.',
    'queries/marts/unread.sql:1:1  This SQL cannot be read: syntax error at or near "selec".',
    'queries/reports/bad.sql:1:24  Column "a  b" does not exist in fine.  Did you mean "a b"?  It has: order, a b.',
  ]);
  expect(columnsOf.get('good')).toEqual([{ name: 'top', type: 'number', sqlType: 'BIGINT' }]);
  expect([...columnsOf.keys()].sort()).toEqual(['fine', 'good', 'stg_receipts']);
});

test("A metric's error is shown on the line of the YAML that it was written on", async () => {
  const head = 'select ';
  const written = 'sum(amout)';
  const where = "shop <> 'x'\nand shp = 'y'";
  const sql = `${head}${written} from stg_receipts where ${where}`;
  const metric = (text: string, sqlText = sql): Statement => ({
    name: text,
    what: 'a metric',
    sql: sqlText,
    place: { file: 'growth.yml', line: 4 },
    parts: [
      { from: head.length, to: head.length + text.length, place: { file: 'growth.yml', line: 7, column: 10 } },
      { from: sqlText.length - where.length, to: sqlText.length, place: { file: 'growth.yml', line: 8, column: 12 } },
    ],
  });
  expect(await problemsOf([metric(written, sql.replace('shp', 'shop'))])).toEqual([
    'growth.yml:7:14  Column "amout" does not exist in stg_receipts.  Did you mean "amount"?  It has: id, amount, amount_tax, sold_at, shop.',
  ]);
  expect(await problemsOf([metric('sum(id)', sql.replace(written, 'sum(id)'))])).toEqual([
    'growth.yml:9  Column "shp" does not exist in stg_receipts.  Did you mean "shop"?  It has: id, amount, amount_tax, sold_at, shop.',
  ]);
  expect(
    await problemsOf([metric('sum(id)', sql.replace(written, 'sum(id)').replace('stg_receipts', 'receipt'))]),
  ).toEqual(['growth.yml:4  There is no table "receipt".  It is one of: brand, pos.receipts, stg_receipts.']);
});

test('A source with an unknown type, a type that hides SQL, or a reserved name is a problem; what reads it is not', async () => {
  const hostile = [
    source('crm', {
      a: { x: 'decmal(3)' },
      b: { x: 'int); drop table brand; --' },
      c: { x: 'int), (select 1' },
      d: { 'odd "name"': 'struct(a int, b varchar[])', "it's": 'varchar' },
    }),
    source('main', { t: { x: 'int' } }),
  ];
  const models = [
    model('uses_a', 'select x from crm.a'),
    model('uses_d', `select "odd ""name""".a as "A", "it's" from crm.d`),
  ];
  const { problems, columnsOf } = await bindProject({ sources: hostile, models, statements: [] });
  const examples = 'Types are varchar, bigint, double, decimal(18,2), boolean, date, timestamp …';
  expect(problems.map(formatProblem)).toEqual([
    'queries/sources/crm.yml:4  Column "x" of the table "a" has no type "decmal(3)".  Did you mean "decimal"?',
    `queries/sources/crm.yml:5  Column "x" of the table "b" has no type "int); drop table brand; --".  ${examples}`,
    `queries/sources/crm.yml:6  Column "x" of the table "c" has no type "int), (select 1".  ${examples}`,
    'queries/sources/main.yml:1  No source can be named "main": DuckDB keeps that name for itself.  Rename the file.',
  ]);
  expect(columnsOf.get('uses_d')?.map(({ name }) => name)).toEqual(['A', "it's"]);
});

test('Two columns of one name are refused where a page would have to tell them apart', async () => {
  const sql = 'select id as x, shop as x from stg_receipts';
  expect(await problemsOf([query(sql)])).toEqual([]);
  expect(await problemsOf([query(sql, { distinctColumns: true })])).toEqual([
    'q.sql  Two columns are named "x".  Name one of them otherwise with `as`.',
  ]);
});

test('A statement that knows no parameter says so', async () => {
  expect(await problemsOf([query('select $grain', { what: 'a check', parameters: [] })])).toEqual([
    'q.sql:1:8  There is no parameter $grain in a check.  It has none.',
  ]);
});

test('A text that would take gigabytes is not made when it is bound: it is refused when it is run', async () => {
  const before = process.memoryUsage().rss;
  const sql = "select repeat('x', 2000000000) as a";
  const { problems } = await bindProject({
    ...{ sources: [], models: [] },
    statements: [{ name: 'query q', what: 'a report query', sql, place: { file: 'q.sql' } }],
  });
  expect(problems).toEqual([]);
  expect(process.memoryUsage().rss - before).toBeLessThan(500_000_000);
});
