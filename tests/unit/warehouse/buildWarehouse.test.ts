import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../../src/lib/problem.ts';
import { buildWarehouse, type WarehouseRequest } from '../../../src/warehouse/buildWarehouse.ts';
import { openWarehouse } from '../../../src/warehouse/openWarehouse.ts';
import { BRAND, extract, model, scratchFolder, source, testWarehouse } from './fixture.ts';

const app = source('app', {
  events: { id: 'bigint', 'odd "name"': 'varchar', amount: 'decimal(18,2)' },
  users: { id: 'bigint' },
});

async function request(given: Partial<WarehouseRequest> = {}): Promise<WarehouseRequest> {
  const outDir = given.outDir ?? (await scratchFolder());
  const rest = { brand: BRAND, sources: [app], models: [], extracts: [] };
  return { file: join(outDir, 'warehouse', 'acme.duckdb'), outDir, ...rest, ...given };
}

test('Extracts become tables with the declared columns in the declared order; what the brand lacks is there, empty', async () => {
  const folder = await scratchFolder();
  const sql = `select amount, id, nam as "odd ""name""" from (values (1.5, 2, 'b'), (2.5, 1, 'a')) t(amount, id, nam)`;
  const extracts = [
    await extract(folder, 'app.events', sql),
    await extract(folder, 'app.users', 'select 1 as id', 'another brand'),
  ];
  const models = [
    model('order', 'select id, amount from app.events -- ends in a comment'),
    model(
      'a_total',
      'with "order" as (select * from "order") select count(*) as orders, sum(amount) as amount from "order";',
    ),
    model('users', 'from app.users'),
  ];
  const warehouse = await testWarehouse({ folder, sources: [app], models, extracts });
  const events = await warehouse.query('from app.events');
  expect(events.columns.map(({ name, sqlType }) => `${name} ${sqlType}`)).toEqual([
    'id BIGINT',
    'odd "name" VARCHAR',
    'amount DECIMAL(18,2)',
  ]);
  expect(events.rows).toEqual([
    [2, 'b', 1.5],
    [1, 'a', 2.5],
  ]);
  expect((await warehouse.query('from a_total')).rows).toEqual([[2, 4]]);
  expect((await warehouse.query('select count(*) from users')).rows).toEqual([[0]]);
});

test('A source may be named as the brand, as DuckDB, as its memory, or as a keyword', async () => {
  const sources = ['acme', 'memory', 'duckdb', 'select', 'brand'].map((name) => source(name, { group: { id: 'int' } }));
  const models = sources.map(({ name }) => model(`stg_${name}`, `select id from "${name}"."group"`));
  const warehouse = await testWarehouse({ sources, models });
  expect((await warehouse.query('select count(*) from memory."group" join stg_select using (id)')).rows).toEqual([[0]]);
});

test('The rows of each model are counted, and nothing but the file is left behind', async () => {
  const built = await request({
    models: [model('b', 'from a where x > 1'), model('a', 'select unnest([1, 2, 3]) as x')],
  });
  expect(await buildWarehouse(built)).toEqual({
    models: [
      { name: 'a', rows: 3 },
      { name: 'b', rows: 2 },
    ],
    looked: new Map(),
    holds: ['app.events', 'app.users', 'a', 'b'],
    failures: new Map(),
    isFinal: true,
  });
  expect(await readdir(join(built.outDir, 'warehouse'))).toEqual(['acme.duckdb']);
});

describe('A model that fails is left out with what rests on it, and all else is there', () => {
  test.each([
    [
      "select 'é',\n  t::integer from (values ('x')) v(t)",
      "queries/marts/bad.sql:2:4  Could not convert string 'x' to INT32 when casting from source column t.  Mend the value where it comes from",
    ],
    ["select error('boo')", 'queries/marts/bad.sql  Boo.'],
  ])('%s', async (sql, message) => {
    const models = [model('bad', sql), model('on_it', 'select 1 as x from bad'), model('good', 'select 1 as x')];
    const given = await request({ models });
    const built = await buildWarehouse(given);
    expect(built.models).toEqual([{ name: 'good', rows: 1 }]);
    expect([...built.failures.keys()]).toEqual(['bad', 'on_it']);
    for (const problems of built.failures.values()) expect(problems.map(formatProblem).join()).toContain(message);
    expect(built.isFinal).toBe(true);
    expect(await readdir(join(given.outDir, 'warehouse'))).toEqual(['acme.duckdb']);
  });

  test('by its time, and may come out another time', async () => {
    const endless = model(
      'endless',
      'select count(*) as n from range(10000000) a, range(10000000) b where (a.range * 7 + b.range) % 1000003 = 3',
    );
    const { models, failures, isFinal } = await buildWarehouse(
      await request({ models: [endless, model('good', 'select 1 as x')], modelMs: 300 }),
    );
    expect(models).toEqual([{ name: 'good', rows: 1 }]);
    expect(failures.get('endless')?.map(formatProblem).join()).toContain(
      'queries/marts/endless.sql  This took longer than 0.3 seconds and was stopped.',
    );
    expect(isFinal).toBe(false);
  });

  test('by its memory', async () => {
    const large = model('large', 'select list(range) as l from range(100000000)');
    const { models, failures, isFinal } = await buildWarehouse(
      await request({ models: [large, model('good', 'select 1 as x')], settings: { memoryLimit: '200MB' } }),
    );
    expect(models).toEqual([{ name: 'good', rows: 1 }]);
    expect(failures.get('large')?.map(formatProblem).join()).toContain('There was not enough memory for this');
    expect(isFinal).toBe(false);
  });
});

describe('Models that cannot be put in an order leave the old file as it was', () => {
  test.each([
    ['from bad', 'Models cannot use each other in a circle'],
    ['select 1; select 2', 'There are several statements here'],
  ])('%s', async (sql, message) => {
    const good = await request({ models: [model('m', 'select 1 as x')] });
    await buildWarehouse(good);
    const before = await readFile(good.file);
    await expect(buildWarehouse({ ...good, models: [model('bad', sql)] })).rejects.toThrow(message);
    expect((await readFile(good.file)).equals(before)).toBe(true);
    expect(await readdir(join(good.outDir, 'warehouse'))).toEqual(['acme.duckdb']);
  });
});

test('What a run that was killed left behind does no harm', async () => {
  const given = await request({ models: [model('m', 'select 1 as x')] });
  await buildWarehouse(given);
  await writeFile(`${given.file}.unfinished`, 'half a file');
  await writeFile(`${given.file}.unfinished.wal`, 'half a log');
  await buildWarehouse(given);
  expect(await readdir(join(given.outDir, 'warehouse'))).toEqual(['acme.duckdb']);
});

test('An extract that no longer fits its declaration says so', async () => {
  const outDir = await scratchFolder();
  const extracts = [await extract(outDir, 'app.users', "select 'x' as id")];
  const models = [model('on_it', 'from app.users'), model('good', 'from app.events')];
  const { failures, isFinal, ...built } = await buildWarehouse(await request({ outDir, extracts, models }));
  expect(built.models).toEqual([{ name: 'good', rows: 0 }]);
  expect([...failures.keys()]).toEqual(['app.users', 'on_it']);
  expect(failures.get('on_it')?.map(formatProblem).join()).toContain(
    'queries/sources/app.yml:5  The extract of "app.users" does not fit the declared columns: Could not convert',
  );
  expect(isFinal).toBe(false);
});

test('The same inputs give the same rows in the same order, sums of doubles included', async () => {
  const outDir = await scratchFolder();
  const extracts = [
    await extract(
      outDir,
      'app.events',
      `select range as id, 'x' || hash(range) % 97 as "odd ""name""", range % 1000 as amount from range(200000)`,
    ),
  ];
  const models = [
    model(
      'by_name',
      `select "odd ""name""" as name, sum(sqrt(id)) as s, first(id) as f, list(id)[1:3] as l from app.events group by all`,
    ),
  ];
  const answers = [];
  for (const name of ['one', 'two']) {
    const built = await request({ outDir, file: join(outDir, `${name}.duckdb`), models, extracts });
    await buildWarehouse(built);
    const warehouse = await openWarehouse(built.file);
    answers.push(
      (await warehouse.query('from by_name')).rows,
      (await warehouse.query('select sum(s), string_agg(name) from by_name')).rows,
    );
    await warehouse.close();
  }
  expect(answers.slice(0, 2)).toEqual(answers.slice(2));
});

test('Data larger than the memory limit spills, behind the lock too', async () => {
  const models = [model('big', 'select range as id, md5(range::varchar) as m from range(1500000) order by m')];
  const built = await request({ models, settings: { memoryLimit: '100MB' } });
  expect(await buildWarehouse(built)).toMatchObject({ models: [{ name: 'big', rows: 1_500_000 }] });
  expect(await readdir(join(built.outDir, 'warehouse'))).toEqual(['acme.duckdb']);
});
