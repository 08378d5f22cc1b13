import { existsSync } from 'node:fs';
import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { attach, lockDown, openDuckDB } from '../../../src/duckdb/connection.ts';
import type { Uses } from '../../../src/duckdb/tableUses.ts';
import { formatProblem } from '../../../src/lib/problem.ts';
import type { Brand, ExtractManifest, Model, Source } from '../../../src/types.ts';
import { buildWarehouse } from '../../../src/warehouse/buildWarehouse.ts';
import { filledModels } from '../../../src/warehouse/filledModels.ts';
import { lazyWarehouse, openWarehouse } from '../../../src/warehouse/openWarehouse.ts';
import { type RefreshedWarehouse, refreshWarehouse } from '../../../src/warehouse/refreshWarehouse.ts';
import { BRAND, extract, model, scratchFolder, source } from './fixture.ts';

const shop = source('shop', { sale: { id: 'bigint', price: 'decimal(18,2)' }, shop: { id: 'bigint' } });
const SALES = 'select id, price from (values (1, 1.5), (2, 2.5)) t(id, price)';

interface Project {
  readonly models: readonly Model[];
  readonly uses: Readonly<Record<string, Partial<Uses>>>;
  readonly asked: readonly string[];
  readonly marts?: readonly string[];
  readonly extracts?: readonly ExtractManifest[];
  readonly sources?: readonly Source[];
  readonly settings?: { readonly memoryLimit: string };
}

function refreshed(outDir: string, project: Project): Promise<RefreshedWarehouse> {
  const { uses, marts = [], extracts = [], sources = [shop] } = project;
  return refreshWarehouse({
    ...{ ...project, outDir, marts, extracts, sources, engineKey: 'x', brand: BRAND as Brand },
    uses: new Map(Object.entries(uses).map(([name, own]) => [name, { models: [], sourceTables: [], ...own }])),
    log: { info: () => {}, warn: () => {}, progress: () => {} },
  });
}

async function rowsOf({ file, remake }: RefreshedWarehouse, sql: string): Promise<unknown> {
  const warehouse = lazyWarehouse(file, { remake });
  try {
    return (await warehouse.query(sql)).rows;
  } finally {
    await warehouse.close();
  }
}

/** The names of the tables in a file, views left out. */
async function tablesIn(file: string): Promise<readonly string[]> {
  const instance = await openDuckDB({});
  const connection = await instance.connect();
  await attach(connection, file, true);
  const reader = await connection.runAndReadAll(
    "select schema_name || '.' || table_name from duckdb_tables() where database_name = 'brand file' order by all",
  );
  instance.closeSync();
  return reader.getRows().map(([name]) => String(name));
}

const PROJECT = {
  models: [model('a', 'select 1 as x'), model('b', 'select 2 as x'), model('c', 'select x * 10 as x from b')],
  uses: { a: {}, b: {}, c: { models: ['b'] } },
  asked: ['a', 'b', 'c'],
} satisfies Project;

const changed = (sql: string): Project => ({
  ...PROJECT,
  models: PROJECT.models.map((one) => (one.name === 'b' ? model('b', sql) : one)),
});

test('A changed model is made again with what reads it; what has not changed stands as it was', async () => {
  const outDir = await scratchFolder();
  const { file } = await refreshed(outDir, PROJECT);
  const { ino } = await stat(file);
  const after = await refreshed(outDir, changed('select 3 as x'));
  expect(await rowsOf(after, 'select a.x, b.x, c.x from a, b, c')).toEqual([[1, 3, 30]]);
  expect((await stat(file)).ino).toBe(ino);
  const own = { brand: BRAND, sources: [], extracts: [] };
  const { models } = await buildWarehouse({ file, outDir, ...own, models: PROJECT.models, kept: ['a'] });
  expect(models.map(({ name }) => name)).toEqual(['b', 'c']);
});

test('A comment makes nothing again', async () => {
  const outDir = await scratchFolder();
  const { file } = await refreshed(outDir, PROJECT);
  const { mtimeMs, ino } = await stat(file);
  const after = await refreshed(outDir, changed('select 2 -- two\n  as x /* of it */'));
  expect(await stat(file)).toMatchObject({ mtimeMs, ino });
  expect(await rowsOf(after, 'select x from c')).toEqual([[20]]);
});

test('What a project has no more is gone from the file', async () => {
  const outDir = await scratchFolder();
  const { file } = await refreshed(outDir, PROJECT);
  const [a, b] = PROJECT.models;
  await refreshed(outDir, {
    models: [a, b, model('d', 'select 4 as x')] as Model[],
    uses: { a: {}, b: {}, d: {} },
    asked: ['a', 'd'],
  });
  expect(await tablesIn(file)).toEqual(['main.a', 'main.b', 'main.brand', 'main.d']);
});

test('A file that a build was killed over is not gone on with: all of it is made again', async () => {
  const outDir = await scratchFolder();
  const { file } = await refreshed(outDir, PROJECT);
  const own = { brand: BRAND, sources: [], extracts: [] };
  // As a build that came to the end of its file, and not to that of the record of what is in it.
  await buildWarehouse({ file, outDir, ...own, models: changed('select 9 as x').models, kept: ['a'] });
  expect(await rowsOf(await refreshed(outDir, PROJECT), 'select a.x, b.x, c.x from a, b, c')).toEqual([[1, 2, 20]]);
  // As one that has written to the file what is not in its blocks yet.
  await writeFile(`${file}.wal`, 'x');
  const after = await refreshed(outDir, changed('select 5 as x'));
  expect(await rowsOf(after, 'select a.x, b.x, c.x from a, b, c')).toEqual([[1, 5, 50]]);
  expect(existsSync(`${file}.wal`)).toBe(false);
});

test('What ends the process in the middle of a file that is gone on with leaves what was kept as it was, and is told alone', async () => {
  const outDir = await scratchFolder();
  const { file } = await refreshed(outDir, PROJECT);
  const { ino } = await stat(file);
  const more = [
    model('d', 'select range as x from range(200000)'),
    model('huge', 'select len(range(500000000)) + count(*) as x from d'),
    model('on_huge', 'from huge'),
    model('e', 'select count(*) as x from d'),
  ];
  const after = await refreshed(outDir, {
    models: [...PROJECT.models, ...more],
    uses: { ...PROJECT.uses, d: {}, huge: { models: ['d'] }, on_huge: { models: ['huge'] }, e: { models: ['d'] } },
    asked: [...PROJECT.asked, 'd', 'huge', 'on_huge', 'e'],
    settings: { memoryLimit: '100MB' },
  });
  expect([...after.failures.keys()].sort()).toEqual(['huge', 'on_huge']);
  expect((await stat(file)).ino).toBe(ino);
  expect(await rowsOf(after, 'select a.x, b.x, c.x, e.x from a, b, c, e')).toEqual([[1, 2, 20, 200_000]]);
  expect(await rowsOf(after, 'select sum(x)::bigint as x from d')).toEqual([[19_999_900_000]]);
});

test('A file that somebody reads stays as it is for them, and is made anew for us', async () => {
  const outDir = await scratchFolder();
  const { file } = await refreshed(outDir, PROJECT);
  const reader = await openWarehouse(file);
  onTestFinished(() => reader.close());
  const after = await refreshed(outDir, changed('select 3 as x'));
  expect(await rowsOf(after, 'select a.x, c.x from a, c')).toEqual([[1, 30]]);
  expect((await reader.query('select a.x, c.x from a, c')).rows).toEqual([[1, 20]]);
});

test('What is damaged is found when it is gone on with, and made anew', async () => {
  const outDir = await scratchFolder();
  const wide = model('a', 'select range as x from range(200000)');
  const project = { ...PROJECT, models: [wide, ...PROJECT.models.slice(1)], asked: ['a', 'b', 'c', 'd'] };
  const { file } = await refreshed(outDir, project);
  const bytes = await readFile(file);
  // All blocks, and neither of the headers.
  await writeFile(file, bytes.fill(7, 4096 * 4));
  const d = model('d', 'select sum(x)::bigint as x from a');
  const after = await refreshed(outDir, {
    ...project,
    models: [...project.models, d],
    uses: { ...project.uses, d: { models: ['a'] } },
  });
  expect(await rowsOf(after, 'select x from d')).toEqual([[19_999_900_000]]);
});

test('Only what is asked for is made, with what it reads; of marts it is known all the same whether they have rows', async () => {
  const outDir = await scratchFolder();
  const models = [
    model('read', 'from shop.sale'),
    model('sold', 'select count(*) as n from read'),
    model('dear', 'from read where price > 100'),
    model('cheap', 'from read where price < 100'),
    model('bad', "select error('boo') as n from read"),
  ];
  const uses = Object.fromEntries(models.map(({ name }) => [name, { models: name === 'read' ? [] : ['read'] }]));
  const project = {
    ...{ models, uses: { ...uses, read: { sourceTables: ['shop.sale'] } }, asked: ['sold'] },
    ...{ marts: ['sold', 'dear', 'cheap', 'bad'], extracts: [await extract(outDir, 'shop.sale', SALES)] },
  };
  const { file, failures } = await refreshed(outDir, project);
  expect(await tablesIn(file)).toEqual(['main.brand', 'main.read', 'main.sold']);
  expect(failures.size).toBe(0);
  expect(await filledModels(outDir, { name: 'acme' })).toEqual(new Set(['read', 'sold', 'cheap']));
  const { mtimeMs } = await stat(file);
  await refreshed(outDir, project);
  expect((await stat(file)).mtimeMs).toBe(mtimeMs);
  // Prices have risen.
  const risen = [{ ...(await extract(outDir, 'shop.sale', 'select 1 as id, 200 as price')), rowsHash: 'risen' }];
  await refreshed(outDir, { ...project, extracts: risen });
  expect(await filledModels(outDir, { name: 'acme' })).toEqual(new Set(['read', 'sold', 'dear']));
});

test('What a query reads of a source is in the file; what models alone read is read where it lies', async () => {
  const outDir = await scratchFolder();
  const extracts = [await extract(outDir, 'shop.sale', SALES), await extract(outDir, 'shop.shop', 'select 1 as id')];
  const project = {
    models: [model('m', 'select sum(price) as price from shop.sale, shop.shop')],
    ...{ uses: { m: { sourceTables: ['shop.sale', 'shop.shop'] } }, asked: ['m', 'shop.shop'], extracts },
  };
  const after = await refreshed(outDir, project);
  expect(await tablesIn(after.file)).toEqual(['main.brand', 'main.m', 'shop.shop']);
  expect(await rowsOf(after, 'select price, id from m, shop.shop')).toEqual([[4, 1]]);
  await expect(rowsOf(after, 'from shop.sale')).rejects.toThrow('Files cannot be read');
  // It stays, and is asked for later.
  const later = await refreshed(outDir, { ...project, asked: ['m', 'shop.sale'] });
  expect(await rowsOf(later, 'select id from shop.sale union all select id from shop.shop order by 1')).toEqual([
    [1],
    [1],
    [2],
  ]);
});

test('An extract that does not fit its columns is told as such, where a model reads it through', async () => {
  const outDir = await scratchFolder();
  const models = [model('m', 'select sum(price) as price from shop.sale'), model('n', 'from m')];
  const { failures } = await refreshed(outDir, {
    ...{ models, uses: { m: { sourceTables: ['shop.sale'] }, n: { models: ['m'] } }, asked: ['m', 'n'] },
    extracts: [await extract(outDir, 'shop.sale', "select 1 as id, 'dear' as price")],
  });
  const told = [...failures].map(([name, problems]) => [name, problems.map(formatProblem).join()]);
  expect(told.map(([name]) => name).sort()).toEqual(['m', 'n']);
  for (const [, text] of told)
    expect(text).toContain('The extract of "shop.sale" does not fit the declared columns: Could not convert string');
});

test('SQL reaches the files that are named, and no other, nor a folder, nor a file beside it', async () => {
  const folder = await scratchFolder();
  const { files } = await extract(folder, 'shop.sale', SALES);
  const own = join(folder, files.base[0]?.parquet ?? '');
  const other = join(folder, 'other.parquet');
  await copyFile(own, other);
  const instance = await openDuckDB({});
  onTestFinished(() => instance.closeSync());
  const connection = await instance.connect();
  await attach(connection, join(folder, 'w.duckdb'), false);
  await lockDown(connection, [own]);
  expect((await connection.runAndReadAll(`select count(*)::int from '${own}'`)).getRows()).toEqual([[2]]);
  for (const sql of [
    `from '${other}'`,
    `from '${join(folder, '*.parquet')}'`,
    `from glob('${folder}/*')`,
    `from read_text('${join(folder, 'x', '..', 'other.parquet')}')`,
    `attach '${other}'`,
    `attach '${join(folder, 'x.duckdb')}'`,
    `copy (select 1) to '${other}'`,
    `set allowed_paths = ['${other}']`,
    `set allowed_directories = ['${folder}']`,
    'set enable_external_access = true',
  ])
    await expect(connection.run(sql), sql).rejects.toThrow(/disabled|Permission|locked|Cannot/i);
});
