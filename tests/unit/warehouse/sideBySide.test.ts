import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attach, openDuckDB } from '../../../src/duckdb/connection.ts';
import { formatProblem } from '../../../src/lib/problem.ts';
import { buildWarehouse } from '../../../src/warehouse/buildWarehouse.ts';
import { BRAND, extract, model, scratchFolder, source } from './fixture.ts';

const shop = source('shop', { sale: { id: 'bigint', price: 'double', place: 'varchar' } });
// Sums of these depend on the order in which they are added.
const SALES = `select range as id, sin(range) * pow(10, range % 17) as price, 'p' || range % 97 as place from range(300000)`;
const MODELS = [
  model('stg', 'select *, price / 3 as third from shop.sale'),
  ...['a', 'b', 'c'].map((name, at) =>
    model(
      name,
      `select place, sum(third) as total, first(id) as id, list(id)[1:3] as ids from stg where id % ${at + 2} = 0 group by place`,
    ),
  ),
  model('whole', 'select sum(total) as total, count(*) as n from (from a union all from b union all from c)'),
  model('raw', 'select sum(price) as total, avg(price) as mean from shop.sale'),
];

/** Every row of every model, in the order in which it stands. */
async function rowsIn(file: string): Promise<string> {
  const instance = await openDuckDB({});
  const connection = await instance.connect();
  await attach(connection, file, true);
  const all = [];
  for (const { name } of MODELS)
    all.push([name, (await connection.runAndReadAll(`from ${name}`)).getRowsJson()] as const);
  instance.closeSync();
  return JSON.stringify(all);
}

async function built(parallel: number) {
  const outDir = await scratchFolder();
  const file = join(outDir, 'acme.duckdb');
  const extracts = [await extract(outDir, 'shop.sale', SALES)];
  const made = await buildWarehouse({
    file,
    outDir,
    brand: BRAND,
    sources: [shop],
    models: MODELS,
    extracts,
    parallel,
  });
  return { made, rows: await rowsIn(file) };
}

test('Models made side by side hold what they hold when they are made one by one, sums of doubles to the last bit', async () => {
  const [one, ...others] = [await built(1), await built(2), await built(8)];
  expect(one?.made.models.map(({ name }) => name)).toEqual(['stg', 'a', 'b', 'c', 'raw', 'whole'].sort(byOrder));
  for (const other of others) expect(other).toEqual(one);
});

const ORDER = ['stg', 'a', 'b', 'c', 'raw', 'whole'];
function byOrder(a: string, b: string): number {
  return ORDER.indexOf(a) - ORDER.indexOf(b);
}

describe('What fails fails by itself, however many are made beside it', () => {
  test('for want of memory, that each has enough of alone', async () => {
    const outDir = await scratchFolder();
    const big = (name: string) =>
      model(name, 'select sum(len(l)) as n from (select list(range) as l from range(5000000))');
    const request = { file: join(outDir, 'acme.duckdb'), outDir, brand: BRAND, sources: [], extracts: [] };
    const models = ['p', 'q', 'r', 's'].map(big);
    const { failures } = await buildWarehouse({ ...request, models, parallel: 4, settings: { memoryLimit: '200MB' } });
    expect([...failures.values()].flat().map(formatProblem)).toEqual([]);
  });

  test('where it ends the process that runs it', async () => {
    const outDir = await scratchFolder();
    const request = { file: join(outDir, 'acme.duckdb'), outDir, brand: BRAND, sources: [], extracts: [] };
    const models = [
      model('huge', 'select len(range(500000000)) as x'),
      model('on_huge', 'from huge'),
      model('good', 'select sum(range)::bigint as n from range(30000000)'),
      model('other', 'select 1 as x'),
    ];
    const settings = { memoryLimit: '100MB' };
    const { failures, models: made } = await buildWarehouse({ ...request, models, parallel: 3, settings });
    expect([...failures.keys()].sort()).toEqual(['huge', 'on_huge']);
    expect(made.map(({ name }) => name)).toEqual(['good', 'other']);
  });
});
