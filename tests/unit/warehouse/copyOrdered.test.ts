import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sha256 } from '../../../src/lib/hash.ts';
import { copyOrdered, type OrderedCopy } from '../../../src/warehouse/copyOrdered.ts';
import { openDuckDB } from '../../../src/warehouse/duckdb.ts';

let folder: string;
let instance: DuckDBInstance;
let connection: DuckDBConnection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'copy-ordered-'));
  instance = await openDuckDB({});
  connection = await instance.connect();
  await connection.run(`create table rows as
    select (range * 7919) % 10007 % 5000 as id, case when range % 9 > 0 then 'town ' || (range % 3) end as town,
      date '2026-01-01' + (range % 400)::integer as day, range / 7 as amount
    from range(30000)`);
});
afterAll(async () => {
  instance.closeSync();
  await rm(folder, { recursive: true });
});

const columns = { id: 'bigint', town: 'varchar', day: 'date', amount: 'double' };

interface Told {
  readonly rows: number;
  /** How many statements the rows came by. */
  readonly stretches: number;
}

/** Copies the rows by one sort and by several, and compares the bytes. */
async function bothWays(
  orderedBy: readonly string[],
  { from = 'rows', failures = 0 }: { readonly from?: string; readonly failures?: number } = {},
): Promise<Told> {
  const order = [...orderedBy, 'amount'].join(', ');
  const copy = (target: string): OrderedCopy => ({
    ...{ columns, orderedBy, target: join(folder, target) },
    sql: (within) => `from ${from} where ${within} order by ${order}`,
    valuesSql: (names) => `select ${names.join(', ')} from ${from}`,
  });
  const whole = copy('whole.parquet');
  const rows = await copyOrdered(connection, whole);
  const cut = copy('stretches.parquet');
  let [stretches, left] = [0, failures];
  const sameRows = await copyOrdered(connection, {
    ...cut,
    most: { rows: 5000, cells: 1_000_000 },
    sql: (within) => {
      stretches += 1;
      left -= 1;
      if (left >= 0) throw new Error('Out of Memory Error: failed to allocate');
      return cut.sql(within);
    },
  });
  expect(sha256(await readFile(cut.target))).toBe(sha256(await readFile(whole.target)));
  expect(sameRows).toBe(rows);
  return { rows, stretches };
}

test.each([
  { orderedBy: ['id'], stretches: 6 },
  { orderedBy: ['town', 'day'], stretches: 6 },
  { orderedBy: ['day', 'town', 'id'], stretches: 6 },
  { orderedBy: ['town'], stretches: 4 },
])('Rows in the order of $orderedBy, stretch by stretch, have the bytes that they have at once.', async (given) => {
  expect(await bothWays(given.orderedBy)).toEqual({ rows: 30_000, stretches: given.stretches });
});

test('So have no rows, and rows of one value.', async () => {
  expect(await bothWays(['id'], { from: '(from rows limit 0)' })).toEqual({ rows: 0, stretches: 1 });
  const oneTown = "(from rows where town = 'town 1')";
  expect(await bothWays(['town'], { from: oneTown, failures: 1 })).toEqual({ rows: 10_000, stretches: 3 });
});

test('Where memory is not enough, the stretches become smaller; when they are small, it is told.', async () => {
  expect(await bothWays(['id'], { failures: 1 })).toEqual({ rows: 30_000, stretches: 1 + 24 });
  await expect(bothWays(['id'], { failures: 2 })).rejects.toThrow('Out of Memory');
});

test('Rows in no order that values tell are not cut.', async () => {
  const copy = { columns, orderedBy: [], target: join(folder, 'none.parquet'), valuesSql: () => '' };
  const refuse = (): string => {
    throw new Error('Out of Memory Error');
  };
  await expect(copyOrdered(connection, { ...copy, sql: refuse })).rejects.toThrow('Out of Memory');
});
