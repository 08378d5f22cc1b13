import { copyFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openWarehouse } from '../../../src/warehouse/openWarehouse.ts';
import { model, scratchFolder, testWarehouse } from './fixture.ts';

describe('a value of DuckDB becomes a value of a page', () => {
  test.each([
    ['1::bigint', 'number', 1],
    ['sum(9007199254740993::hugeint)', 'number', '9007199254740993'],
    ['0.1::decimal(18,2) + 0.2', 'number', 0.3],
    ['12345678901234567.89::decimal(38,9)', 'number', '12345678901234567.89'],
    ['-1234567.1::decimal(38,9)', 'number', -1234567.1],
    ['0.000000001::decimal(38,9)', 'number', 1e-9],
    ['1200::decimal(38,9)', 'number', 1200],
    ['-0.005::decimal(5,3)', 'number', -0.005],
    ['1e308::double * 10', 'number', null],
    ["'nan'::double", 'number', null],
    ['-0.0::double', 'number', 0],
    ['0.1::float', 'number', 0.10000000149011612],
    ['null::integer', 'number', null],
    ['true', 'boolean', true],
    ["date '2026-11-16'", 'day', '2026-11-16'],
    ["date '1900-01-01'", 'day', '1900-01-01'],
    ["date '9999-12-31'", 'day', '9999-12-31'],
    ["date '0001-01-01'", 'day', '0001-01-01'],
    ["date '10000-01-01'", 'day', '+010000-01-01'],
    ["date '0044-03-15 (BC)'", 'day', '-000043-03-15'],
    ["date 'infinity'", 'day', null],
    ["date '5877642-06-25 (BC)'", 'day', null],
    ["timestamp '2026-11-16 10:00:00'", 'instant', '2026-11-16T10:00:00'],
    ["timestamp '1899-12-31 23:59:59.000001'", 'instant', '1899-12-31T23:59:59.000001'],
    ["timestamp '2026-11-16 10:00:00.25'", 'instant', '2026-11-16T10:00:00.25'],
    ["timestamptz '2026-11-16 10:00:00+08'", 'instant', '2026-11-16T02:00:00Z'],
    ["timestamp '-infinity'", 'instant', null],
    ["timestamp_ns '2026-11-16 10:00:00.123456789'", 'instant', '2026-11-16T10:00:00.123456789'],
    ["timestamp_s '2026-11-16 10:00:00'", 'instant', '2026-11-16T10:00:00'],
    ["time '10:00:00'", 'text', '10:00:00'],
    ["interval '1 month 2 days'", 'text', '1 month 2 days'],
    ["'b'::enum('a', 'b')", 'text', 'b'],
    ["uuid '6f2a1c3e-0000-4000-8000-0123456789ab'", 'text', '6f2a1c3e-0000-4000-8000-0123456789ab'],
    ["'\\xDE\\xAD'::blob", 'text', 'dead'],
    ["['a', null, '\"']", 'text', '["a",null,"\\""]'],
    ["{'d': date '2026-11-16', 'n': 1::bigint, 'l': [1.5]}", 'text', '{"d":"2026-11-16","n":1,"l":[1.5]}'],
    ['map {1: true}', 'text', '{"1":true}'],
    ['[1, 2]::integer[2]', 'text', '[1,2]'],
    ['\'{"a": 1}\'::json', 'text', '{"a": 1}'],
    ["'<b>=1+1\u202E😀'", 'text', '<b>=1+1\u202E😀'],
    ['null', 'number', null],
  ])('%s', async (sql, type, expected) => {
    const { columns, rows } = await (await testWarehouse()).query(`select ${sql} as x`);
    expect(columns.map(({ name, type: kind }) => [name, kind])).toEqual([['x', type]]);
    expect(rows).toEqual([[expected]]);
  });

  test('a column of ids beyond 2⁵³ is text as a whole, with every digit', async () => {
    const warehouse = await testWarehouse();
    const { columns, rows } = await warehouse.query('from (values (1234567890123456789), (7), (null)) t(id)');
    expect(columns[0]?.type).toBe('text');
    expect(rows).toEqual([['1234567890123456789'], ['7'], [null]]);
  });
});

test('More rows than a chunk holds come in order', async () => {
  const { rows } = await (await testWarehouse()).query("select range as n, 'x' || range as t from range(5000)");
  expect(rows).toEqual(Array.from({ length: 5000 }, (_, n) => [n, `x${n}`]));
});

test('No rows still have columns', async () => {
  const { columns, rows } = await (await testWarehouse()).query('select title from brand where false');
  expect(columns).toEqual([{ name: 'title', type: 'text', sqlType: 'VARCHAR' }]);
  expect(rows).toEqual([]);
});

test('Parameters are bound where the SQL names them; a day is a day and a hostile text is a text', async () => {
  const warehouse = await testWarehouse();
  const given = { period_start: '2026-11-16', period_end: '2026-11-23', grain: 'week', brand: "'; drop table brand" };
  const sql =
    'select $period_start - 7, period_start($grain, $period_start), $brand, $brand is null, $period_start + interval 1 hour';
  expect((await warehouse.query(sql, given)).rows).toEqual([
    ['2026-11-09', '2026-11-16', "'; drop table brand", false, '2026-11-16T01:00:00'],
  ]);
  expect((await warehouse.query('select 1', given)).rows).toEqual([[1]]);
  await expect(warehouse.query('select $nope, $brand', { brand: 'x' })).rejects.toThrow('No value is given for $nope.');
});

test('A query that takes too long is stopped, and the next one runs', async () => {
  const warehouse = await testWarehouse({ settings: { timeLimitMs: 150 } });
  const endless = warehouse.query({
    sql: 'select count(*) from range(1000000000) a, range(1000) b',
    place: { file: 'q.sql' },
  });
  const next = warehouse.query('select 1');
  await expect(endless).rejects.toThrow('q.sql  This took longer than 0.15 seconds and was stopped.');
  expect((await next).rows).toEqual([[1]]);
});

test('An error on a row is told at its place', async () => {
  const warehouse = await testWarehouse({ models: [model('m', "select 'x' as t")] });
  const query = warehouse.query({ sql: 'select 1,\n  t::integer\nfrom m', place: { file: 'q.sql' } });
  await expect(query).rejects.toThrow(
    "q.sql:2:4  Could not convert string 'x' to INT32 when casting from source column t.",
  );
});

test('A file that is not there or is not a warehouse says so', async () => {
  const folder = await scratchFolder();
  await expect(openWarehouse(join(folder, 'none.duckdb'))).rejects.toThrow('This warehouse cannot be opened');
  await writeFile(join(folder, 'bad.duckdb'), 'not a database, '.repeat(1000));
  await expect(openWarehouse(join(folder, 'bad.duckdb'))).rejects.toThrow('This warehouse cannot be opened');
});

test('SQL of a report reaches nothing outside of its own brand, and changes nothing in it', async () => {
  const folder = await scratchFolder();
  const warehouse = await testWarehouse({ folder, models: [model('m', 'select 1 as x')] });
  await copyFile(join(folder, 'acme.duckdb'), join(folder, 'other.duckdb'));
  await symlink('/etc/hostname', join(folder, 'link.csv'));
  const other = join(folder, 'other.duckdb');
  const attempts = [
    "from read_text('/etc/hostname')",
    "from read_blob('/etc/hostname')",
    "from read_csv('/etc/hostname')",
    "from read_json('/etc/hostname')",
    "from read_parquet('/etc/hostname')",
    "from sniff_csv('/etc/hostname')",
    "from glob('/etc/*')",
    "from '/etc/hostname'",
    `from '${join(folder, 'link.csv')}'`,
    `from read_text('${join(folder, 'link.csv')}')`,
    `from read_blob('${other}')`,
    `from '${other}'`,
    "select getenv('HOME')",
    "from query('select 1')",
    `attach '${other}' as other`,
    "attach ':memory:' as other",
    `copy m to '${join(folder, 'm.csv')}'`,
    `export database '${join(folder, 'all')}'`,
    'install httpfs',
    'load httpfs',
    'set threads = 4',
    'set enable_external_access = true',
    'reset lock_configuration',
    'pragma threads = 4',
    'pragma database_list',
    'use system',
    'detach "brand file"',
    'create table t as select 1',
    'create temp table t as select 1',
    'create macro f() as 1',
    'insert into m values (2)',
    'update m set x = 2',
    'delete from m',
    'drop table m',
    'alter table m rename to n',
    'vacuum',
    'checkpoint',
    'begin',
    'call pragma_version()',
    'explain analyze select 1',
    'prepare p as select 1',
    'select 1; drop table m',
    '',
  ];
  for (const sql of attempts) await expect(warehouse.query(sql), sql).rejects.toThrow(/\S/);
  expect((await warehouse.query('from m')).rows).toEqual([[1]]);
});

describe('What is too large for any page is refused, and the next query runs', () => {
  test.each([
    ["select repeat('x', 2000000000) as a", 'repeat() makes no text of more than 10 million letters.'],
    ["select repeat(t, 1000000000) as a from (values ('x')) v(t)", 'repeat() makes no text'],
    ["select lpad('x', 1500000000, 'y') as a", 'lpad() makes no text of more than 10 million letters.'],
    ['select * from range(3000)', 'This returned more than 2000 rows.'],
    ["select repeat('xy', 700000) as a from range(3)", 'This returned more than 2 MB of text.'],
  ])('%s', async (sql, message) => {
    const warehouse = await testWarehouse({ settings: { most: { rows: 2000, bytes: 2_000_000 } } });
    await expect(warehouse.query({ sql, place: { file: 'q.sql' } })).rejects.toThrow(
      new RegExp(message.replaceAll(/[().]/g, '\\$&'), 'i'),
    );
    expect(
      (await warehouse.query("select repeat('ab', 2), repeat([1], 2), lpad('x', 3, '-'), rpad('x', 3, '-')")).rows,
    ).toEqual([['abab', '[1,1]', '--x', 'x--']]);
  });
});

test('With a number of rows to keep, the first are read and all are counted', async () => {
  const warehouse = await testWarehouse({ settings: { most: { rows: 10 } } });
  const { rows, rowCount } = await warehouse.query('from range(5000)', {}, { keep: 2 });
  expect([rows, rowCount]).toEqual([[[0], [1]], 5000]);
});
