import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { source, table, toldBy, useBench } from '../connectors/fixture.ts';

const bench = useBench();

/** A database of a row, and then of more, which are in its log alone: as a program leaves it that is killed, or still runs. */
async function withLog(root: string, inserts: readonly string[]): Promise<void> {
  const made = await bench.folder('made');
  const instance = await DuckDBInstance.create(join(made, 'shop.duckdb'));
  const connection = await instance.connect();
  await connection.run('create table sale (id integer); insert into sale values (1); checkpoint');
  await connection.run('create view sales as from shop.main.sale');
  await connection.run("checkpoint; set checkpoint_threshold = '1GB'");
  for (const insert of inserts) await connection.run(`insert into sale values ${insert}`);
  for (const name of await readdir(made)) await copyFile(join(made, name), join(root, name));
  connection.closeSync();
  instance.closeSync();
}

const shop = (files = 'shop.duckdb') =>
  source('files', [table({ id: 'integer' }, { files, table: 'sales', format: 'duckdb' })]);

test('A DuckDB file is read with the log beside it, is changed where only the log is, and both stay as they are.', async () => {
  const root = await bench.folder('project');
  await withLog(root, ['(2)']);
  const contents = () => Promise.all(['shop.duckdb', 'shop.duckdb.wal'].map((name) => readFile(join(root, name))));
  const before = await contents();
  const first = await bench.pull({ source: shop(), outDir: root });
  expect(await bench.rowsOf(root, first.manifests[0])).toEqual([[1], [2]]);
  expect(await contents()).toEqual(before);
  expect((await readdir(root)).filter((name) => name.startsWith('shop'))).toEqual(['shop.duckdb', 'shop.duckdb.wal']);
  expect((await bench.pull({ source: shop(), outDir: root })).reused).toBe(1);

  await withLog(root, ['(2)', '(3)']);
  const second = await bench.pull({ source: shop('shop*'), outDir: root });
  expect(await bench.rowsOf(root, second.manifests[0])).toEqual([[1], [2], [3]]);
});

test.each([
  ['a Delta table', '_delta_log/00000000000000000000.json'],
  ['an Iceberg table', 'metadata/v1.metadata.json'],
  ['a Hudi table', '.hoodie/hoodie.properties'],
])('Parquet files of %s are refused: its log says which of their rows count.', async (kind, log) => {
  const root = await bench.folder('project');
  await mkdir(join(root, 'lake/sales/data'), { recursive: true });
  await mkdir(join(root, 'lake/sales', log, '..'), { recursive: true });
  await writeFile(join(root, 'lake/sales', log), '{}');
  await writeFile(join(root, 'lake/sales/data/a.parquet'), '');
  const from = source('files', [table({ id: 'integer' }, { files: 'lake/**/*.parquet' })]);
  expect(await toldBy(bench.pull({ source: from, outDir: root }))).toContain(
    `The Parquet files below "lake/sales" are ${kind}: only its log`,
  );
});
