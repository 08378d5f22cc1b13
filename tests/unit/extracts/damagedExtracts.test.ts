import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { startHttp } from '../../../scripts/standins/http.ts';
import { readExtracts } from '../../../src/extracts/standingExtract.ts';
import { effects, source, table, toldBy, useBench } from '../connectors/fixture.ts';

const bench = useBench();
beforeEach(() => {
  bench.logged.length = 0;
});

const COLUMNS = { id: 'integer', v: 'varchar' };

/** A project of one file that two brands have the rows of, pulled once. */
async function pulledOnce() {
  const root = await bench.folder('project');
  await writeFile(join(root, 'a.csv'), 'id,v\n2,b\n1,a\n');
  const from = source('files', [table(COLUMNS, { files: 'a.csv' }, { key: ['id'], keepHours: 240 })], {
    brands: ['one', 'two'],
  });
  const pull = () => bench.pull({ source: from, outDir: root, effects: effects({}, bench.logged) });
  const { manifests } = await pull();
  const folder = join(root, 'extracts/app/rows/one');
  const parquet = join(root, manifests[0]?.files.base[0]?.parquet ?? '');
  const extracts = (brand: string) => readExtracts({ outDir: root, sources: [from], brand });
  return { root, from, pull, folder, parquet, manifest: join(folder, 'manifest.json'), extracts };
}
type Once = Awaited<ReturnType<typeof pulledOnce>>;

const zero = async (path: string) => writeFile(path, Buffer.alloc((await readFile(path)).length));
const edit = async (path: string, from: string, to: string) =>
  writeFile(path, (await readFile(path, 'utf8')).replace(from, to));

const DAMAGES: readonly (readonly [title: string, damage: (once: Once) => Promise<unknown>, told: RegExp])[] = [
  ['a Parquet file that is cut off', ({ parquet }) => truncate(parquet, 100), /\.parquet is not as it was written/],
  ['one that is empty', ({ parquet }) => truncate(parquet, 0), /\.parquet is not as it was written/],
  ['one that is zeroed', ({ parquet }) => zero(parquet), /\.parquet is not as it was written/],
  ['one that is gone', ({ parquet }) => rm(parquet), /\.parquet is gone/],
  [
    'a base that is zeroed',
    async ({ folder, parquet }) => {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.parquet') && !parquet.endsWith(name));
      await Promise.all(names.map((name) => zero(join(folder, name))));
    },
    /\.parquet is not as it was written/,
  ],
  ['a manifest that is cut off', ({ manifest }) => truncate(manifest, 200), /its manifest is not whole/],
  ['one that is empty', ({ manifest }) => truncate(manifest, 0), /its manifest is not whole/],
  ['one that is zeroed', ({ manifest }) => zero(manifest), /its manifest is not whole/],
  ['one that is no object', ({ manifest }) => writeFile(manifest, 'null'), /its manifest is not whole/],
  ['one that is a list', ({ manifest }) => writeFile(manifest, '[1, 2]'), /its manifest is of another version/],
  ['one of an earlier version', ({ manifest }) => edit(manifest, '"checksum"', '"other"'), /is of another version/],
  ['one with another number', ({ manifest }) => edit(manifest, '"rows": 2', '"rows": 3'), /not as it was written/],
];

test.each(DAMAGES)(
  '%s is told, holds the brand that has it, and is healed by the next pull.',
  async (_, damage, told) => {
    const once = await pulledOnce();
    const before = await readFile(once.manifest, 'utf8');
    await damage(once);
    expect(await toldBy(once.extracts('one'))).toMatch(told);
    expect(await toldBy(once.extracts('one'))).toContain('Pull it again: `broadsheet pull` brings all of it.');
    expect(await once.extracts('two')).toHaveLength(1);
    const { manifests } = await once.pull();
    expect(bench.logged.filter((line) => line.includes('cannot be relied on'))).toEqual([expect.stringMatching(told)]);
    for (const manifest of manifests)
      expect(await bench.rowsOf(once.root, manifest)).toEqual([
        [1, 'a'],
        [2, 'b'],
      ]);
    expect(await once.extracts('one')).toHaveLength(1);
    expect(JSON.parse(await readFile(once.manifest, 'utf8')).rowsHash).toBe(JSON.parse(before).rowsHash);
    bench.logged.length = 0;
    expect((await once.pull()).reused).toBe(2);
    expect(bench.logged).toEqual([]);
  },
);

test('Damage that heals to the same rows takes nothing of what is kept of earlier ones.', async () => {
  const { root, pull, folder, manifest } = await pulledOnce();
  await writeFile(join(root, 'a.csv'), 'id,v\n1,a\n2,c\n');
  await pull();
  const past = JSON.parse(await readFile(manifest, 'utf8')).past;
  expect(past).toHaveLength(1);
  await zero(join(root, JSON.parse(await readFile(manifest, 'utf8')).files.base[0].parquet));
  await pull();
  expect(JSON.parse(await readFile(manifest, 'utf8')).past).toEqual(past);
  expect((await readdir(folder)).sort()).toHaveLength(3);
});

test('A source that only tells of changes brings all of it.', async () => {
  const orders = [{ id: 1, updated_at: '2026-11-16T10:00:00Z', v: 'a', removed_at: null }];
  const shop = await startHttp({ orders });
  const since = { param: 'since', deleted: 'removed_at' };
  const rows = table(
    { ...COLUMNS, updated_at: 'timestamp' },
    { auth: 'token', url: 'whole', since },
    {
      key: ['id'],
      cursor: 'updated_at',
    },
  );
  const outDir = await bench.folder('out');
  const request = {
    source: source('http', [rows], { connection: 'SHOP' }),
    outDir,
    effects: effects({ SHOP_URL: shop.url, SHOP_TOKEN: shop.token }, bench.logged),
  };
  const { manifests } = await bench.pull(request);
  await zero(join(outDir, manifests[0]?.files.base[0]?.parquet ?? ''));
  const healed = await bench.pull(request);
  expect(await bench.rowsOf(outDir, healed.manifests[0])).toEqual([[1, 'a', '2026-11-16 10:00:00']]);
  await shop.close();
});
