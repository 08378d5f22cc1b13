import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { lazyWarehouse } from '../../../src/warehouse/openWarehouse.ts';
import { ReaderPool } from '../../../src/warehouse/readerPool.ts';
import { buildWhole } from '../../support/buildWhole.ts';
import { BRAND, model, scratchFolder } from './fixture.ts';

class FakeReader {
  isClosed = false;
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

function poolOf(most: number) {
  const readers: FakeReader[] = [];
  const pool = new ReaderPool(most, async () => {
    const reader = new FakeReader(readers.length);
    readers.push(reader);
    return reader;
  });
  return { pool, readers };
}

test('What is done soon is done by one reader, one thing after the other', async () => {
  const { pool, readers } = poolOf(4);
  let [busy, most] = [0, 0];
  const work = () =>
    pool.use(async () => {
      busy += 1;
      most = Math.max(most, busy);
      await sleep(5);
      busy -= 1;
    });
  await Promise.all(Array.from({ length: 12 }, work));
  expect([readers.length, most]).toEqual([1, 1]);
  await pool.close();
  expect(readers[0]?.isClosed).toBe(true);
});

test('What has waited long gets a reader of its own, up to the number that there may be', async () => {
  const { pool, readers } = poolOf(3);
  const used = await Promise.all(Array.from({ length: 8 }, () => pool.use(({ number }) => sleep(500, number))));
  expect(readers.length).toBe(3);
  expect(new Set(used)).toEqual(new Set([0, 1, 2]));
  await pool.close();
  expect(readers.every(({ isClosed }) => isClosed)).toBe(true);
});

test('One that cannot be opened fails what asked for it, and the next one is opened', async () => {
  let tries = 0;
  const pool = new ReaderPool(1, async () => {
    tries += 1;
    if (tries === 1) throw new Error('not yet');
    return new FakeReader(tries);
  });
  await expect(pool.use(async ({ number }) => number)).rejects.toThrow('not yet');
  expect(await pool.use(async ({ number }) => number)).toBe(2);
});

test('What waits when readers are closed gets the reason, and what is under way comes to its end', async () => {
  const { pool } = poolOf(1);
  const first = pool.use(() => sleep(50, 'done'));
  const second = pool.use(async () => 'begun');
  await sleep(10);
  await pool.close(new Error('closed for this'));
  await expect(second).rejects.toThrow('closed for this');
  expect(await first).toBe('done');
});

test('Answers are the same from one process and from several', async () => {
  const outDir = await scratchFolder();
  const file = join(outDir, 'acme.duckdb');
  const heavy = model('m', 'select range as id, sin(range) * 1e9 as x, range % 7 as part from range(700000)');
  await buildWhole({ file, outDir, brand: BRAND, sources: [], models: [heavy], extracts: [] });
  const answers = async (readers: number) => {
    const warehouse = lazyWarehouse(file, { readers, remake: async () => {} });
    const ask = (part: number) =>
      warehouse.query(`select sum(sin(x) * x) as total, count(distinct id) as n from m where part <> ${part}`);
    const rows = (await Promise.all([0, 1, 2, 3, 4, 5, 6].map(ask))).map((one) => one.rows);
    await warehouse.close();
    return rows;
  };
  const one = await answers(1);
  expect(await answers(2)).toEqual(one);
  expect(await answers(8)).toEqual(one);
});
