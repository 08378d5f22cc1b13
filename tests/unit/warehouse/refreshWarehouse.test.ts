import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Brand, Model } from '../../../src/types.ts';
import { lazyWarehouse } from '../../../src/warehouse/openWarehouse.ts';
import { refreshWarehouse } from '../../../src/warehouse/refreshWarehouse.ts';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

test.each([
  ['zeroed', async (file: string) => writeFile(file, Buffer.alloc((await readFile(file)).length))],
  [
    'changed in its middle',
    async (file: string) => {
      const bytes = await readFile(file);
      await writeFile(file, bytes.fill(7, bytes.length - 4096, bytes.length - 4000));
    },
  ],
  ['cut off', (file: string) => truncate(file, 5000)],
  ['gone', (file: string) => rm(file)],
])('A warehouse that is %s is made anew when it is read, and the answer is as ever.', async (_, damage) => {
  const outDir = await mkdtemp(join(tmpdir(), 'refresh-'));
  folders.push(outDir);
  const told: string[] = [];
  const log = { info: () => {}, progress: () => {}, warn: (line: string) => told.push(line) };
  const brand = { name: 'acme', title: 'Acme', locale: 'en', timeZone: 'UTC', weekStart: 'monday', currency: 'EUR' };
  const mart = { name: 'm', sql: 'select range as n from range(50000)', place: { file: 'queries/marts/m.sql' } };
  const request = {
    ...{ outDir, engineKey: 'x', sources: [], extracts: [], asked: ['m'], marts: ['m'], log },
    brand: brand as unknown as Brand,
    models: [mart as unknown as Model],
    uses: new Map([['m', { models: [], sourceTables: [] }]]),
  };
  const sumOf = async () => {
    const { file, remake } = await refreshWarehouse(request);
    const warehouse = lazyWarehouse(file, { remake });
    const { rows } = await warehouse.query('select sum(n)::bigint as total from m');
    await warehouse.close();
    return rows;
  };
  expect(await sumOf()).toEqual([[1_249_975_000]]);
  await damage(join(outDir, 'warehouse/acme.duckdb'));
  expect(await sumOf()).toEqual([[1_249_975_000]]);
  expect(await sumOf()).toEqual([[1_249_975_000]]);
  expect(told.length).toBeLessThanOrEqual(1);
});
