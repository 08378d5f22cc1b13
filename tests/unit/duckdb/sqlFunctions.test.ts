import { describe, expect, test } from 'vitest';
import { catalogueFunctions, listFunctions } from '../../../scripts/sqlFunctions.ts';
import { openDuckDB } from '../../../src/duckdb/connection.ts';
import { parseSelect } from '../../../src/duckdb/selectSyntax.ts';
import listed from '../../../src/duckdb/sqlFunctions.json' with { type: 'json' };
import { formatProblem } from '../../../src/lib/problem.ts';

async function faultOf(sql: string): Promise<string> {
  const instance = await openDuckDB({});
  try {
    const parsed = await parseSelect(await instance.connect(), { sql, place: { file: 'q.sql' } });
    return parsed.ok ? '' : parsed.problems.map(formatProblem).join('\n');
  } finally {
    instance.closeSync();
  }
}

test('The list knows every function of DuckDB: a new one is looked at before it can be called (node scripts/sqlFunctions.ts)', async () => {
  const { duckdb, catalogue } = await catalogueFunctions();
  const names = new Set([...listed.functions, ...listed.tables, ...listed.refused]);
  expect(catalogue.map(({ name }) => name).filter((name) => !names.has(name))).toEqual([]);
  expect({ duckdb, ...listFunctions(catalogue) }).toEqual(listed);
});

test('What is volatile, by DuckDB’s own word, is refused, but for the one that ends a query with a message', async () => {
  const { catalogue } = await catalogueFunctions();
  const changing = catalogue.filter(({ stability }) => stability !== null && stability !== 'CONSISTENT');
  const allowed = new Set([...listed.functions, ...listed.tables]);
  expect(changing.length).toBeGreaterThan(20);
  expect(changing.map(({ name }) => name).filter((name) => allowed.has(name))).toEqual(['error']);
});

describe('A select is refused by name that', () => {
  test.each([
    "select 1 as n from enable_logging(storage='file', storage_path='/tmp/x')",
    'from disable_logging()',
    "select getenv('HOME')",
    "from read_text('/etc/passwd')",
    "from read_csv('x')",
    "from read_parquet('x')",
    "from read_json_auto('x')",
    "from read_blob('x')",
    "from glob('/*')",
    "from sniff_csv('x')",
    "from parquet_metadata('x')",
    'from duckdb_secrets()',
    'from duckdb_settings()',
    'from pragma_database_size()',
    'from checkpoint()',
    "from query('select 1')",
    "from query_table('a')",
    'from histogram(a, b)',
    "select json_execute_serialized_sql('x')",
    "select json_serialize_sql('select 1')",
    "select current_setting('home_directory')",
    "select getvariable('x')",
    'select version()',
    'select pg_catalog.version()',
    'select now()',
    'select main.now()',
    'select today()',
    'select current_date',
    'select CURRENT_TIMESTAMP',
    'select localtimestamp',
    'select get_current_timestamp()',
    'select age(ordered_at) from orders',
    'select ago(interval 1 day)',
    'select random()',
    'select 1 order by random()',
    'select uuid()',
    'select gen_random_uuid()',
    "select nextval('s')",
    'select reservoir_quantile(x, 0.5) from t',
    'select sleep_ms(1000)',
    "select write_log('x')",
    'select pg_sleep(1)',
    'from t using sample 10%',
    'from t tablesample 5 rows',
    'from arrow_scan(1, 2, 3)',
    'with a as (select 1 from enable_profiling()) from a',
    "select (select max(x) from read_csv_auto('a'))",
    'select x from t where y in (select random() from t)',
    'select list_transform(a, lambda x: x + random()) from t',
    'select a.now() from t',
    'select sum(x) over (order by random()) from t',
    'select sum(x) filter (where random() > 0.5) from t',
    'select nosuch(1)',
  ])('%s', async (sql) => {
    const told = await faultOf(sql);
    expect(told).toMatch(/^q\.sql:1:\d+ {2}/);
    expect(told).toMatch(/\(\)|clock|sample/i);
  });
});

test('The clock and the dice are told with what to write instead', async () => {
  expect(await faultOf('select 1\nfrom t where a > current_date')).toBe(
    "q.sql:2:18  current_date is the clock's.  The same edition is the same whenever it is made: a report query goes by $period_end, a model by the dates of its data.",
  );
  expect(await faultOf('select random() as r')).toBe(
    'q.sql:1:8  random() is something else each time.  The same edition is the same whenever it is made: order by a column, or take its hash().',
  );
});

test.each([
  'select count(*), sum(a) filter (where b), quantile_cont(c, 0.5), row_number() over (order by d), a.upper() from t',
  "select date_trunc('month', d), extract(year from d), d - interval 1 day, [x + 1 for x in l], {a: 1}, l[1], s.a from t",
  "select period_start('week', local_time(b)), regexp_extract(a, 'b'), j->>'$.x', age(a, b), hash(a), user from t",
  "select * from range(3), unnest([1, 2]) as u(x), generate_series(1, 3), json_each('{}')",
  'select coalesce(a, b), nullif(a, 0), if(a, 1, 2), ifnull(a, b), case when a then 1 end, a::date, try_cast(a as int), exists (from t), not a, a is null from t',
  "select columns(*), listagg(a, ','), max_by(a, b), histogram(a), grouping(a), any_value(b) from t group by rollup (a)",
])('What makes values of values is allowed: %s', async (sql) => {
  expect(await faultOf(sql)).toBe('');
});

test('Everything in a select that is refused is told at once, in the order in which it stands there', async () => {
  const sql = "select now(),\n  random(),\n  getenv('HOME')\nfrom read_text('/etc/passwd')";
  expect((await faultOf(sql)).split('\n').map((line) => line.split('  ').slice(0, 2))).toEqual([
    ['q.sql:1:8', 'now() goes by the clock.'],
    ['q.sql:2:3', 'random() is something else each time.'],
    ['q.sql:3:3', 'There is no function getenv().'],
    ['q.sql:4:6', 'read_text(): files cannot be read or written here.'],
  ]);
});
