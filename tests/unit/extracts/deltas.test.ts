import { readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { startHttp } from '../../../scripts/standins/http.ts';
import { pathsOf } from '../../../src/extracts/rowFiles.ts';
import { filesOf, readExtracts, storedExtract } from '../../../src/extracts/standingExtract.ts';
import { sha256, stableJson } from '../../../src/lib/hash.ts';
import type { SourceTable } from '../../../src/types.ts';
import { effects, source, table, toldBy, useBench } from '../connectors/fixture.ts';
import { testWarehouse } from '../warehouse/fixture.ts';

const bench = useBench();
beforeEach(() => {
  bench.logged.length = 0;
});

const PLACE = { source: 'app', table: 'rows', brand: 'one' };
const csv = (from: number, to: number, value: string): string =>
  `id,v\n${Array.from({ length: to - from }, (_, at) => `${from + at},${value}`).join('\n')}\n`;

/** A project of CSV files, pulled once. */
async function pulledFiles(more: Partial<SourceTable>) {
  const outDir = await bench.folder('project');
  const from = source('files', [table({ id: 'integer', v: 'varchar' }, { files: '*.csv' }, more)]);
  await writeFile(join(outDir, 'b.csv'), csv(0, 1000, 'old'));
  const request = { source: from, outDir, effects: effects({}, bench.logged) };
  await bench.pull(request);
  const stored = async () => {
    const manifest = await storedExtract({ outDir, ...PLACE });
    if (manifest === undefined) throw new Error('Nothing stands.');
    return manifest;
  };
  return { outDir, from, stored, pull: () => bench.pull(request), expectFull: () => bench.expectFullPull(request) };
}

/** An API that tells what is new, pulled once. */
async function pulledApi() {
  const order = (id: number, v: string, at = '2026-11-16T10:00:00Z') => ({ id, v, updated_at: at, removed_at: null });
  const orders = Array.from({ length: 1000 }, (_, id) => order(id, 'old'));
  const shop = await startHttp({ orders });
  const rows = table(
    { id: 'integer', v: 'varchar', updated_at: 'timestamp' },
    { auth: 'token', url: 'whole', since: { param: 'since', deleted: 'removed_at' } },
    { key: ['id'], cursor: 'updated_at' },
  );
  const outDir = await bench.folder('out');
  const env = { SHOP_URL: shop.url, SHOP_TOKEN: shop.token };
  const from = source('http', [rows], { connection: 'SHOP' });
  const request = { source: from, outDir, effects: effects(env, bench.logged) };
  let minute = 0;
  const change = (id: number, v: string): void => {
    minute += 1;
    orders[id] = order(id, v, new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString());
  };
  await bench.pull(request);
  return { shop, outDir, from, change, request };
}

describe('A pull of little that is new writes that, and reads what it changes', () => {
  test('With a key and a cursor it adds a delta to the base that stands.', async () => {
    const { shop, outDir, change, request } = await pulledApi();
    const before = await storedExtract({ outDir, ...PLACE });
    change(3, 'new');
    change(1000, 'more');
    const { manifests } = await bench.expectFullPull(request);
    const after = await storedExtract({ outDir, ...PLACE });
    expect(after?.files.base).toEqual(before?.files.base);
    expect(after?.files.deltas.map(({ rows }) => rows)).toEqual([2]);
    expect(after?.rowsHash).not.toBe(before?.rowsHash);
    expect(manifests[0]?.rows).toBe(1001);
    const rows = await bench.rowsOf(outDir, manifests[0]);
    expect([rows[3], rows[4], rows[1000]].map((row) => row?.slice(0, 2))).toEqual([
      [3, 'new'],
      [4, 'old'],
      [1000, 'more'],
    ]);
    await shop.close();
  });

  test('What was changed and is as it was before has the hash that it had.', async () => {
    const { outDir, stored, pull } = await pulledFiles({ key: ['id'] });
    const before = await stored();
    await writeFile(join(outDir, 'c.csv'), csv(5, 6, 'new'));
    await pull();
    expect((await stored()).rowsHash).not.toBe(before.rowsHash);
    await rm(join(outDir, 'c.csv'));
    await pull();
    const after = await stored();
    expect([after.rowsHash, after.rows]).toEqual([before.rowsHash, 1000]);
    expect(after.files.deltas).toEqual([]);
  });

  test.each([
    ['with a key', ['id'], 1],
    ['without one', [], 0],
  ])('Of files %s a new one is written for itself, wherever its name stands.', async (_, key, deltas) => {
    const { outDir, stored, pull, expectFull } = await pulledFiles({ key });
    const [base] = (await stored()).files.base;
    await writeFile(join(outDir, 'a.csv'), csv(1000, 1010, 'first'));
    await pull();
    await writeFile(join(outDir, 'c.csv'), csv(2000, 2005, 'last'));
    await expectFull();
    const { files, partRows } = await stored();
    expect(files.base).toContainEqual(base);
    expect(files.deltas.length).toBe(deltas * 2);
    expect((partRows ?? files.base).map(({ of }) => of)).toEqual([10, 1000, 5]);
  });

  test('Equal rows in another order are the same extract.', async () => {
    const { outDir, stored, pull } = await pulledFiles({});
    const before = await stored();
    await writeFile(join(outDir, 'a.csv'), csv(500, 1000, 'old'));
    await writeFile(join(outDir, 'b.csv'), csv(0, 500, 'old'));
    const { reused } = await pull();
    expect([reused, (await stored()).rowsHash]).toEqual([1, before.rowsHash]);
  });
});

describe('What many pulls left is laid together', () => {
  test('Deltas become one where they are many, and a base where they are large.', { timeout: 60_000 }, async () => {
    const { shop, outDir, change, request } = await pulledApi();
    const base = (await storedExtract({ outDir, ...PLACE }))?.files.base;
    const counts: number[] = [];
    for (let turn = 0; turn < 21; turn += 1) {
      change(turn % 7, `v${turn}`);
      await bench.pull(request);
      counts.push((await storedExtract({ outDir, ...PLACE }))?.files.deltas.length ?? 0);
    }
    expect(counts.slice(18)).toEqual([19, 20, 1]);
    const stored = await storedExtract({ outDir, ...PLACE });
    expect([stored?.files.base, stored?.files.deltas[0]?.rows]).toEqual([base, 7]);
    await bench.expectFullPull(request);
    for (let id = 100; id < 250; id += 1) change(id, 'many');
    await bench.expectFullPull(request);
    const compacted = await storedExtract({ outDir, ...PLACE });
    expect([compacted?.files.deltas, compacted?.files.base[0]?.of]).toEqual([[], 1000]);
    const names = compacted === undefined ? [] : filesOf(compacted).map((path) => basename(path));
    expect((await readdir(join(outDir, 'extracts/app/rows/one'))).sort()).toEqual([...names, 'manifest.json'].sort());
    await shop.close();
  });

  test('Small files do, and those that hold little that counts.', { timeout: 60_000 }, async () => {
    const { outDir, stored, pull, expectFull } = await pulledFiles({});
    for (let file = 0; file < 20; file += 1) {
      await writeFile(join(outDir, `c${file}.csv`), csv(1000 + file, 1001 + file, 'more'));
      await pull();
    }
    expect((await stored()).files.base.map(({ of }) => of)).toEqual([1000, 20]);
    await writeFile(join(outDir, 'b.csv'), csv(0, 300, 'fewer'));
    await expectFull();
    expect((await stored()).files.base.map(({ of }) => of)).toEqual([300, 20]);
  });
});

test.each([
  ['cut off', (path: string) => truncate(path, 100)],
  ['gone', (path: string) => rm(path)],
])('A delta that is %s is told, and all is pulled again.', async (_, damage) => {
  const { shop, outDir, from, change, request } = await pulledApi();
  change(3, 'new');
  const { manifests } = await bench.pull(request);
  const [delta] = manifests[0]?.files.deltas ?? [];
  await damage(join(outDir, delta?.parquet ?? ''));
  expect(await toldBy(readExtracts({ outDir, sources: [from], brand: 'one' }))).toContain('cannot be relied on');
  const healed = await bench.expectFullPull(request);
  expect(bench.logged.join()).toContain('cannot be relied on');
  expect((await bench.rowsOf(outDir, healed.manifests[0]))[3]?.slice(0, 2)).toEqual([3, 'new']);
  await shop.close();
});

test('A warehouse of a base and deltas has the rows of a full pull, in their order.', async () => {
  const { shop, outDir, from, change, request } = await pulledApi();
  change(3, 'new');
  const { manifests } = await bench.pull(request);
  expect(manifests[0]?.files.deltas).toHaveLength(1);
  const brand = { name: 'one', timeZone: 'UTC' };
  const warehouse = await testWarehouse({ folder: outDir, brand, sources: [from], extracts: manifests });
  const sql = 'select rowid as place, id, v from app.rows where id between 2 and 4';
  const { rows } = await warehouse.query(sql);
  expect(rows).toEqual([
    [2, 2, 'old'],
    [3, 3, 'new'],
    [4, 4, 'old'],
  ]);
  await shop.close();
});

test('An extract of one file, as it was written before, is read; the next pull makes it anew.', async () => {
  const { outDir, from, stored, pull } = await pulledFiles({ key: ['id'], keepHours: 24 });
  const path = join(outDir, 'extracts/app/rows/one/manifest.json');
  const { files, partRows, rowsHash: _, digest: __, checksum: ___, ...same } = JSON.parse(await readFile(path, 'utf8'));
  const [parquet = ''] = pathsOf(files);
  const former = { ...same, parquet, sha256: basename(parquet, '.parquet'), base: partRows[0].parquet };
  await writeFile(path, stableJson({ ...former, checksum: sha256(stableJson(former)) }, 2));
  const [read] = await readExtracts({ outDir, sources: [from], brand: 'one' });
  expect([read?.rows, (await bench.rowsOf(outDir, read)).length]).toEqual([1000, 1000]);
  expect((await stat(join(outDir, parquet))).isFile()).toBe(true);
  await rename(join(outDir, 'b.csv'), join(outDir, 'd.csv'));
  await pull();
  expect(bench.logged).toEqual([]);
  expect(await stored()).toMatchObject({ rows: 1000, files: { key: ['id'], deltas: [] } });
});
