import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../../src/lib/problem.ts';
import { bindProject, type Statement } from '../../../src/warehouse/bindProject.ts';
import { buildWarehouse } from '../../../src/warehouse/buildWarehouse.ts';
import { openWarehouse } from '../../../src/warehouse/openWarehouse.ts';
import { BRAND, model, scratchFolder, testWarehouse } from './fixture.ts';

/** Within one call of a function DuckDB hears of nothing: 10¹⁴ comparisons. */
const ENDLESS = "levenshtein(repeat('x', 10000000), repeat('y', 10000000))";
/** Four gigabytes, of which DuckDB's memory limit does not know. */
const HUGE = 'len(range(500000000))';

const TOO_LONG = (limit: string) => `This took longer than ${limit} and was stopped.`;
const TOO_MUCH = 'This needed more memory than there is for it, and was stopped.';

describe('A query that DuckDB does not stop is stopped, and costs itself alone', () => {
  test.each([
    ['one that never ends', ENDLESS, TOO_LONG('0.3 seconds')],
    ['one that takes all memory', HUGE, TOO_MUCH],
    ['one that makes a list of a billion for a page', 'range(1000000000)', TOO_MUCH],
    ['one that pads a number', "printf('%2000000000d', 1)", TOO_MUCH],
  ])('%s', { timeout: 60_000 }, async (_, expression, told) => {
    const isSlow = told !== TOO_MUCH;
    const settings = { memoryLimit: '100MB', timeLimitMs: isSlow ? 300 : 60_000 };
    const warehouse = await testWarehouse({ models: [model('m', 'select 7 as x')], settings });
    const bomb = warehouse.query({ sql: `select ${expression} as y from m`, place: { file: 'q.sql' } });
    const next = warehouse.query('from m');
    await expect(bomb).rejects.toThrow(`q.sql  ${told}`);
    expect((await next).rows).toEqual([[7]]);
  });
});

test('A query over which DuckDB fails within itself costs itself alone', async () => {
  const folder = await scratchFolder();
  const models = [model('bad', 'select i from range(100000) r(i)'), model('good', 'select 7 as x')];
  await testWarehouse({ folder, models });
  const file = join(folder, 'acme.duckdb');
  await writeFile(file, withWrongBlock(await readFile(file)));
  const warehouse = await openWarehouse(file);
  const broken = warehouse.query({ sql: 'select sum(i) from bad', place: { file: 'q.sql' } });
  await expect(broken).rejects.toThrow('q.sql  DuckDB fails within itself at this: Invalid bitpacking mode.');
  expect((await warehouse.query('from good')).rows).toEqual([[7]]);
  await warehouse.close();
});

/** A warehouse whose first block of data is not what it says, under a checksum that is right. */
function withWrongBlock(bytes: Buffer): Buffer {
  const [headers, block] = [12_288, 262_144];
  const at = headers + block;
  for (let offset = 0; offset < 200_000; offset += 100) bytes.writeUInt8(255, at + 8 + offset);
  let sum = 5381n;
  for (let offset = at + 8; offset < at + block; offset += 8)
    sum ^= BigInt.asUintN(64, bytes.readBigUInt64LE(offset) * 0xbf58476d1ce4e5b9n);
  bytes.writeBigUInt64LE(sum, at);
  return bytes;
}

test('A model that ends the process that runs it fails with what rests on it; all others are built', async () => {
  const folder = await scratchFolder();
  const file = join(folder, 'acme.duckdb');
  const models = [
    model('endless', `select ${ENDLESS} as x`),
    model('huge', `select ${HUGE} as x`),
    model('on_huge', 'from huge'),
    model('good', 'select 7 as x'),
  ];
  const built = await buildWarehouse({
    ...{ file, outDir: folder, brand: BRAND, sources: [], models, extracts: [] },
    ...{ settings: { memoryLimit: '100MB' }, modelMs: 4000 },
  });
  const told = [...built.failures].map(([name, problems]) => [name, problems.map(formatProblem).join()]);
  expect(Object.fromEntries(told)).toEqual({
    endless: expect.stringContaining(`queries/marts/endless.sql  ${TOO_LONG('4 seconds')}`),
    huge: expect.stringContaining(`queries/marts/huge.sql  ${TOO_MUCH}`),
    on_huge: expect.stringContaining(`queries/marts/huge.sql  ${TOO_MUCH}`),
  });
  expect(built.isFinal).toBe(false);
  const warehouse = await openWarehouse(file);
  expect((await warehouse.query('from good')).rows).toEqual([[7]]);
  await warehouse.close();
}, 60_000);

test('What is large before a row is read is told at its place, with every other problem', async () => {
  const statement = (name: string, sql: string): Statement => ({
    ...{ name, what: 'a check', sql },
    place: { file: `queries/checks/${name}.sql` },
  });
  const { problems, columnsOf } = await bindProject({
    sources: [],
    models: [model('huge', `select ${HUGE} as x`), model('on_huge', 'from huge'), model('good', 'select 7 as x')],
    statements: [
      statement('long', `select ${ENDLESS} as x from good`),
      statement('misspelt', 'select y from good'),
      statement('sound', 'select x from good'),
    ],
  });
  expect(problems.map(formatProblem)).toEqual([
    expect.stringContaining(`queries/checks/long.sql  ${TOO_LONG('5 seconds of processor time to be prepared')}`),
    expect.stringContaining('queries/checks/misspelt.sql:1:8  Column "y" does not exist'),
    expect.stringContaining(`queries/marts/huge.sql  ${TOO_MUCH}`),
  ]);
  expect([...columnsOf.keys()]).toEqual(['good', 'sound']);
}, 120_000);
