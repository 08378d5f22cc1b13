import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { createParquetWriter } from '../../../src/extracts/parquet/parquetWriter.ts';
import { storedExtract } from '../../../src/extracts/standingExtract.ts';
import { duckdbMemory, memoryShares } from '../../../src/lib/memory.ts';
import { effects, source, table, useBench } from '../connectors/fixture.ts';

const bench = useBench();

const ROWS = 110_000;
const MORE = Array.from({ length: 60 }, (_, index) => `text_${index}`);
const SETTINGS = [
  { memoryLimit: duckdbMemory(memoryShares(400e6, 2).pull), threads: 2 },
  { memoryLimit: '4GiB', threads: 1 },
  { memoryLimit: '4GiB', threads: 3 },
];

/** Keys in no order, some of them twice; texts that are more than the smallest of the settings holds at once. */
async function makeRows(folder: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const texts = MORE.map((name, index) => `'the value ' || ((n * ${7919 + index}) % 100003) as ${name}`);
  await connection.run(
    `copy (select (n * 7919) % ${ROWS - 1000} as id, case when n % 3 = 0 then 'one' else 'two' end as brand, n as at, ${texts.join(', ')}
     from range(${ROWS}) as t(n)) to '${join(folder, 'rows.parquet')}' (format parquet, row_group_size 8192)`,
  );
  instance.closeSync();
}

test('With 400 MB, and whatever the number of threads, a pull brings the same rows in the same order.', {
  timeout: 300_000,
}, async () => {
  const folder = await bench.folder('project');
  await makeRows(folder);
  const columns = { id: 'bigint', at: 'bigint', ...Object.fromEntries(MORE.map((name) => [name, 'varchar'])) };
  const rows = table(columns, { files: 'rows.parquet' }, { key: ['id'], cursor: 'at' });
  const app = source('files', [rows], { brands: ['one', 'two'], brandColumn: 'brand' });
  const found: unknown[] = [];
  for (const [index, setting] of SETTINGS.entries()) {
    const outDir = join(folder, `out-${index}`);
    await mkdir(outDir);
    const writer = await createParquetWriter({ ...setting, tempDirectory: join(outDir, 'staging') });
    await bench.pull({ source: app, projectRoot: folder, outDir, writer, effects: effects({}) });
    writer.close();
    const stored = await Promise.all(
      app.brands.map((brand) => storedExtract({ outDir, source: 'app', table: 'rows', brand })),
    );
    const placed = await Promise.all(stored.map((manifest) => orderOf(outDir, manifest?.files.base[0]?.parquet)));
    found.push(stored.map((manifest, at) => [manifest?.rowsHash, manifest?.rows, placed[at]]));
  }
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
  expect((found[0] as readonly (readonly number[])[]).reduce((sum, [, count = 0]) => sum + count, 0)).toBe(ROWS - 1000);
});

/** Of the order that rows stand in, one number. */
async function orderOf(outDir: string, parquet = ''): Promise<string> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const read = await connection.runAndReadAll(
    `select sum(hash(id, file_row_number))::varchar from read_parquet('${join(outDir, parquet)}', file_row_number=true)`,
  );
  instance.closeSync();
  return String(read.getRows()[0]?.[0]);
}
