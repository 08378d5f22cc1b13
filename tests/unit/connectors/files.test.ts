import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { missingSecrets } from '../../../src/connectors/registry.ts';
import type { Source, SourceTable } from '../../../src/types.ts';
import { effects, NOW, readManifest, source, table, toldBy, useBench } from './fixture.ts';

const bench = useBench();

/** A project folder with these files. */
async function project(contents: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const root = await bench.folder('project');
  for (const [name, content] of Object.entries(contents)) {
    await mkdir(join(root, name, '..'), { recursive: true });
    await writeFile(join(root, name), content);
  }
  return root;
}

describe('which files', () => {
  test('A glob takes its files in the order of their names, packed or not.', async () => {
    const root = await project({
      'in/b.csv': 'id,v\n3,c\n',
      'in/a.csv.gz': gzipSync('v,id\na,1\nb,2\n'),
      'in/c.tsv': 'id\tv\n4\td,e\n',
      'in/d.ndjson': '{"id":5,"v":"f"}\n',
      'in/e.json': '[{"id":6,"v":"g"}]',
      'in/f.json': '{"id":7,"v":"h"}\n{"id":8,"v":"i"}\n',
      'in/notes.txt': 'no data',
    });
    const files = ['in/*.{csv,tsv,ndjson}', 'in/*.json', 'in/*.gz', 'in/b.csv'];
    const app = source('files', [table({ id: 'integer', v: 'varchar' }, { files })]);
    const { manifests, reused } = await bench.pull({ source: app, outDir: root });
    expect(await bench.rowsOf(root, manifests[0])).toEqual([
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
      [4, 'd,e'],
      [5, 'f'],
      [6, 'g'],
      [7, 'h'],
      [8, 'i'],
    ]);
    expect(reused).toBe(0);
    expect(await readdir(join(root, 'staging', 'app'))).toEqual([]);
  });

  test('A name with the characters of a pattern is that file, and no other.', async () => {
    const root = await project({ 'in/x[1].csv': 'id\n1\n', 'in/x1.csv': 'id\n2\n' });
    const { manifests } = await bench.pull({
      source: source('files', [table({ id: 'integer' }, { files: 'in/x[1].csv' })]),
      outDir: root,
    });
    expect(await bench.rowsOf(root, manifests[0])).toEqual([[1]]);
  });

  test('What lies outside of the folder is no data, whatever leads there, and nothing of it is named.', async () => {
    const outside = await project({ 'secret.csv': 'id\n1\n' });
    const root = await project({ 'in/a.csv': 'id\n1\n' });
    await symlink(join(outside, 'secret.csv'), join(root, 'in/link.csv'));
    const toldOf = (files: string): Promise<string> =>
      toldBy(bench.pull({ source: source('files', [table({ id: 'integer' }, { files })]), outDir: root }));
    for (const files of [
      join(outside, 'secret.csv'),
      '/proc/self/environ',
      `../${basename(outside)}/*.csv`,
      'in/../../*',
      'in/l*.csv',
    ]) {
      const told = await toldOf(files);
      expect(told).toContain("lies outside of the project's folder.  Name its folder in the environment");
      expect(told).not.toContain('Did you mean');
    }
  });

  test('The connection names the folder that paths start from.', async () => {
    const root = await project({ 'a.csv': 'id\n1\n' });
    const outDir = await bench.folder('out');
    const app = source('files', [table({ id: 'integer' }, { files: 'a.csv' })], { connection: 'DROP' });
    expect(await missingSecrets(app, () => undefined)).toEqual([]);
    const { manifests } = await bench.pull({ source: app, outDir, effects: effects({ DROP_ROOT: root }) });
    expect(manifests[0]?.rows).toBe(1);
    expect(await toldBy(bench.pull({ source: app, outDir, projectRoot: outDir }))).toContain(
      "No file of the project's folder matches",
    );
  });

  test('No file, an unknown ending, an unknown kind: each is told with its place.', async () => {
    const root = await project({ 'in/orders.csv': 'id\n1\n', 'in/orders.xyz': 'id\n1\n' });
    const told = await toldBy(
      bench.pull({
        source: source('files', [table({ id: 'integer' }, { files: ['in/order.csv', 'none/*.csv'] })]),
        outDir: root,
      }),
    );
    expect(told).toContain(
      `queries/sources/app.yml:4:3  No file of the project's folder matches "in/order.csv".  Did you mean "orders.csv"?`,
    );
    expect(told).toContain('matches "none/*.csv".');
    const unknown = bench.pull({
      source: source('files', [table({ id: 'integer' }, { files: 'in/orders.xyz' })]),
      outDir: root,
    });
    expect(await toldBy(unknown)).toContain('Set `format` to csv');
    expect(await toldBy(bench.pull({ source: source('file', []), outDir: root }))).toContain(
      'There is no kind of source named "file".  Did you mean "files"?',
    );
  });
});

describe('encodings', () => {
  test.each([
    ['UTF-16 with a mark', Buffer.from('\uFEFFid,v\r\n1,Zoë 한\r\n', 'utf16le')],
    ['UTF-16 without', Buffer.from('id,v\r\n1,Zoë 한\r\n', 'utf16le')],
    ['UTF-16, the other way round', Buffer.from('\uFEFFid,v\r\n1,Zoë 한\r\n', 'utf16le').swap16()],
    ['UTF-8 with a mark', Buffer.from('\uFEFFid,v\r\n1,Zoë 한\r\n')],
  ])('%s is read as what it is.', async (_, content) => {
    const root = await project({ 'a.csv': content });
    const { manifests } = await bench.pull({
      source: source('files', [table({ id: 'integer', v: 'varchar' }, { files: 'a.csv' })]),
      outDir: root,
    });
    expect(await bench.rowsOf(root, manifests[0])).toEqual([[1, 'Zoë 한']]);
  });

  test('Latin-1 is refused, with the first line that shows it, wherever it lies in the file.', async () => {
    const content = Buffer.concat([
      Buffer.from(`id,v\n${'1,é한\n'.repeat(100_000)}`),
      Buffer.from('2,caf\xe9\n3,x\n', 'latin1'),
    ]);
    const root = await project({ 'a.csv': content });
    const told = await toldBy(
      bench.pull({
        source: source('files', [table({ id: 'integer', v: 'varchar' }, { files: 'a.csv' })]),
        outDir: root,
      }),
    );
    expect(told).toContain(
      'a.csv:100002  The text is not UTF-8 from this line on; it may be Windows-1252, Latin-1 or CP949.  Save it as UTF-8.',
    );
  });

  test('A packed file that is not whole is refused.', async () => {
    const root = await project({
      'a.csv.gz': gzipSync(`id\n${'1\n'.repeat(9000)}`).subarray(0, 40),
      'b.csv.gz': 'id\n1\n',
    });
    const told = await toldBy(
      bench.pull({ source: source('files', [table({ id: 'integer' }, { files: '*.gz' })]), outDir: root }),
    );
    expect(told).toContain('a.csv.gz  The file is not whole, or not gzip at all.');
    expect(told).toContain('b.csv.gz  The file is not whole, or not gzip at all.');
  });
});

describe('what stands and what is replaced', () => {
  const app = source('files', [table({ id: 'integer', at: 'timestamp' }, { files: 'a.csv' }, { cursor: 'at' })]);

  test('The data is as of its highest cursor; without one, of the pull that last brought a change.', async () => {
    const root = await project({ 'a.csv': 'id,at\n1,2026-11-20T10:00:00+09:00\n2,2026-11-19 23:00:00.25\n' });
    const { manifests } = await bench.pull({ source: app, outDir: root });
    expect(manifests[0]?.asOf).toBe('2026-11-20T01:00:00Z');
    const plain = source('files', [table({ id: 'integer' }, { files: 'a.csv' })]);
    const later = effects({}, [], '2026-11-24T05:00:00Z');
    expect((await bench.pull({ source: plain, outDir: root })).manifests[0]?.asOf).toBe(NOW);
    expect((await bench.pull({ source: plain, outDir: root, effects: later })).manifests[0]?.asOf).toBe(NOW);
    await writeFile(join(root, 'a.csv'), 'id,at\n1,9999-12-31\n');
    expect((await bench.pull({ source: plain, outDir: root, effects: later })).manifests[0]?.asOf).toBe(
      '2026-11-24T05:00:00Z',
    );
    expect((await bench.pull({ source: app, outDir: root, effects: later })).manifests[0]?.asOf).toBe(
      '2026-11-24T05:00:00Z',
    );
  });

  test('The same content is not loaded again, whatever its time of writing; other content or columns are.', async () => {
    const root = await project({ 'a.csv': 'id,at\n1,2026-11-20\n' });
    const first = await bench.pull({ source: app, outDir: root });
    const manifest = await readManifest(root);
    await utimes(join(root, 'a.csv'), new Date(0), new Date(0));
    const later = effects({}, [], '2026-11-24T05:00:00Z');
    const again = await bench.pull({ source: app, outDir: root, effects: later });
    expect(again).toEqual({ manifests: first.manifests, reused: 1, changed: [] });
    expect(await readManifest(root)).toBe(manifest);
    await writeFile(join(root, 'a.csv'), 'id,at\n2,2026-11-21\n');
    const changed = await bench.pull({ source: app, outDir: root });
    expect(changed.reused).toBe(0);
    expect(await bench.rowsOf(root, changed.manifests[0])).toEqual([[2, '2026-11-21 00:00:00']]);
    expect(await readdir(join(root, 'extracts/app/rows/one'))).toHaveLength(2);
    const wider = source('files', [table({ id: 'bigint', at: 'timestamp' }, { files: 'a.csv' })]);
    expect((await bench.pull({ source: wider, outDir: root })).manifests[0]?.columns['id']).toBe('bigint');
    await rm(
      join(root, (await bench.pull({ source: wider, outDir: root })).manifests[0]?.files.base[0]?.parquet ?? ''),
    );
    const healed = await bench.pull({ source: wider, outDir: root });
    expect(await bench.rowsOf(root, healed.manifests[0])).toEqual([['2', '2026-11-21 00:00:00']]);
  });

  test('Two pulls from scratch give the same bytes.', async () => {
    const root = await project({
      'a.csv': `id,at\n${Array.from({ length: 5000 }, (_, id) => `${id},2026-11-20`).join('\n')}\n`,
    });
    const [first, second] = [await bench.folder('out'), await bench.folder('out')];
    for (const outDir of [first, second]) await bench.pull({ source: app, projectRoot: root, outDir });
    expect(await readManifest(first)).toBe(await readManifest(second));
  });

  test('A pull that fails leaves what was there; other tables go on; all problems are told.', async () => {
    const root = await project({ 'a.csv': 'id,at\n1,2026-11-20\n', 'b.csv': 'id\n1\n', 'c.csv': 'x\n1\n' });
    const tables = [...app.tables, table({ id: 'integer' }, { files: 'b.csv' }, { name: 'more' })];
    await bench.pull({ source: { ...app, tables }, outDir: root });
    const before = await readManifest(root);
    await writeFile(join(root, 'a.csv'), 'id,at\nx,2026-11-20\n2,2026-11-21\n');
    await writeFile(join(root, 'b.csv'), 'id\n2\n');
    const broken = table({ id: 'integer' }, { files: 'c.csv' }, { name: 'other' });
    const told = await toldBy(bench.pull({ source: { ...app, tables: [...tables, broken] }, outDir: root }));
    expect(told).toContain('queries/sources/app.yml:4:3  app.rows was not pulled; what an earlier pull brought stays.');
    expect(told).toContain('a.csv:2  The value "x" in column "id" is not of type integer: "x,2026-11-20"');
    expect(told).toContain('c.csv  There is no column "id".');
    expect(await readManifest(root)).toBe(before);
    expect(JSON.parse(await readManifest(root, 'one', 'more')).rows).toBe(1);
    expect((await bench.pull({ source: { ...app, tables: [tables[1] ?? broken] }, outDir: root })).reused).toBe(1);
  });

  test('Bad rows up to the allowed share are set aside, told and counted; one more fails the pull.', async () => {
    const root = await project({ 'a.csv': `id\n${'1\n'.repeat(98)}x\ny\n` });
    const lenient = (share: number) =>
      source('files', [table({ id: 'integer' }, { files: 'a.csv' }, { maxBadRows: share })]);
    const { manifests } = await bench.pull({ source: lenient(0.02), outDir: root });
    expect(manifests[0]?.rows).toBe(98);
    expect(manifests[0]?.rejected.map(({ file, line, text }) => `${file}:${line} ${text}`)).toEqual([
      'a.csv:100 x',
      'a.csv:101 y',
    ]);
    expect(bench.logged).toContain(
      'app.rows: 2 bad rows were set aside, of 100; its manifest below extracts/ lists them.',
    );
    const told = await toldBy(bench.pull({ source: lenient(0.019), outDir: root }));
    expect(told).toContain('2 of 100 rows are bad, more than the 1.9 % of max_bad_rows.');
  });

  test('Copies of a file are told where their rows count twice; a table that loses its last row is told.', async () => {
    const root = await project({ 'a.csv': 'id\n1\n', 'a (1).csv': 'id\n1\n', 'b.csv': 'id\n' });
    const app = (key: readonly string[]) => source('files', [table({ id: 'integer' }, { files: '*.csv' }, { key })]);
    bench.logged.length = 0;
    await bench.pull({ source: app(['id']), outDir: root });
    expect(bench.logged.join()).not.toContain('byte for byte');
    await bench.pull({ source: app([]), outDir: root });
    expect(bench.logged).toContain(
      'app.rows: "a (1).csv", "a.csv" are the same byte for byte, and their rows count each time.',
    );
    await Promise.all(['a.csv', 'a (1).csv'].map((name) => writeFile(join(root, name), 'id\n')));
    await bench.pull({ source: app([]), outDir: root });
    expect(bench.logged).toContain('app.rows: the 2 rows that one had are gone; there are none now.');
  });

  test('Columns that are not declared are left out, and told.', async () => {
    const root = await project({ 'a.csv': 'new,id\nx,1\n' });
    await bench.pull({ source: source('files', [table({ id: 'integer' }, { files: 'a.csv' })]), outDir: root });
    expect(bench.logged).toContain('app.rows: columns that are not declared were left out: "new".');
  });
});

describe('brands', () => {
  test('A source of several brands gives each the same rows.', async () => {
    const root = await project({ 'a.csv': 'id\n1\n' });
    const app = source('files', [table({ id: 'integer' }, { files: 'a.csv' })], { brands: ['two', 'one'] });
    const { manifests } = await bench.pull({ source: app, outDir: root, brands: ['one', 'two', 'three'] });
    expect(manifests.map(({ brand, rows }) => [brand, rows])).toEqual([
      ['one', 1],
      ['two', 1],
    ]);
  });

  test('A source with a brand column is split by it; nothing of one brand lies with another.', async () => {
    const root = await project({
      'a.csv': 'code,id,v\none,1,secret-of-one\ntwo,2,b\none,x,bad-of-one\n,4,nobodys\none,3,c\n',
    });
    const more = { brands: ['one', 'two'], brandColumn: 'code' };
    const app = source(
      'files',
      [table({ id: 'integer', v: 'varchar' }, { files: 'a.csv' }, { cursor: 'id', maxBadRows: 0.4 })],
      more,
    );
    const { manifests } = await bench.pull({ source: app, outDir: root });
    expect(await bench.rowsOf(root, manifests[0])).toEqual([
      [1, 'secret-of-one'],
      [3, 'c'],
    ]);
    expect(await bench.rowsOf(root, manifests[1])).toEqual([[2, 'b']]);
    expect(manifests[0]?.columns).toEqual({ id: 'integer', v: 'varchar' });
    const folder = join(root, 'extracts/app/rows/two');
    const all = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')));
    expect(all.join('')).not.toContain('of-one');
    expect(bench.logged).toContain("app.rows: 1 row has a code that is no brand's.");

    await writeFile(join(root, 'a.csv'), 'code,id,v\none,1,secret-of-one\ntwo,9,b\none,3,c\n');
    const again = await bench.pull({ source: app, outDir: root });
    expect(again.manifests.map(({ rows }) => rows)).toEqual([2, 1]);
    expect((await bench.pull({ source: app, outDir: root })).reused).toBe(2);
  });
});

describe('files that change', () => {
  const key = { key: ['id'], cursor: 'at' };
  const columns = { id: 'integer', at: 'date', v: 'varchar' };
  const app = (more: Partial<SourceTable>, split: Partial<Source> = {}) =>
    source('files', [table(columns, { files: 'in/*.csv' }, more)], split);

  test('Of rows with the same key the newest counts, wherever it lies; when its file goes, the one before is back.', async () => {
    const root = await project({
      'in/1.csv': 'id,at,v\n1,2026-11-20,new\n2,2026-11-01,x\n',
      'in/2.csv': 'id,at,v\n1,2026-11-19,late\n2,2026-11-01,y\n',
    });
    const { manifests } = await bench.pull({ source: app(key), outDir: root });
    expect(await bench.rowsOf(root, manifests[0])).toEqual([
      [1, '2026-11-20', 'new'],
      [2, '2026-11-01', 'y'],
    ]);
    expect(bench.logged).toContain('app.rows: 2 rows gave way to others of the same id.');
    await rm(join(root, 'in/1.csv'));
    const again = await bench.expectFullPull({ source: app(key), outDir: root });
    expect(await bench.rowsOf(root, again.manifests[0])).toEqual([
      [1, '2026-11-19', 'late'],
      [2, '2026-11-01', 'y'],
    ]);
  });

  test('A row that moves to another brand leaves the first.', async () => {
    const brands = { brands: ['one', 'two'], brandColumn: 'brand' };
    const root = await project({ 'in/1.csv': 'id,at,v,brand\n1,2026-11-19,a,one\n2,2026-11-19,b,one\n' });
    await bench.pull({ source: app(key, brands), outDir: root });
    await writeFile(join(root, 'in/2.csv'), 'id,at,v,brand\n1,2026-11-20,c,two\n');
    const { manifests } = await bench.expectFullPull({ source: app(key, brands), outDir: root });
    expect(await bench.rowsOf(root, manifests[0])).toEqual([[2, '2026-11-19', 'b']]);
    expect(await bench.rowsOf(root, manifests[1])).toEqual([[1, '2026-11-20', 'c']]);
  });

  test('Only files that changed are loaded; bad rows stay told of those that did not.', async () => {
    const root = await project({ 'in/1.csv': 'id,at,v\n1,soon,a\n2,2026-11-19,b\n', 'in/2.csv': 'id,at,v\n3,,c\n' });
    const lenient = app({ maxBadRows: 0.5 });
    await bench.pull({ source: lenient, outDir: root });
    await writeFile(join(root, 'in/2.csv'), 'id,at,v\n3,,c\n4,,d\n');
    const { manifests } = await bench.expectFullPull({ source: lenient, outDir: root });
    expect(manifests[0]?.rejected.map(({ file, line }) => `${file}:${line}`)).toEqual(['in/1.csv:2']);
    // It has only grown: one row of it is new.
    expect(JSON.parse(await readManifest(root)).pull).toMatchObject({ mode: 'parts', rows: 1 });
    await writeFile(join(root, 'in/2.csv'), 'id,at,v\n3,then,c\n4,,d\n5,never,e\n');
    const told = await toldBy(bench.pull({ source: lenient, outDir: root }));
    expect(told).toContain('3 of 5 rows are bad, more than the 50 % of max_bad_rows.');
    expect(JSON.parse(await readManifest(root)).rows).toBe(3);
  });

  test('A file whose columns are of another type holds the table until that is meant.', async () => {
    const root = await project({});
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const parquet = (select: string) =>
      connection.run(`copy (${select}) to '${join(root, 'a.parquet')}' (format parquet)`);
    const wide = (type: string) => source('files', [table({ id: type }, { files: 'a.parquet' })]);
    await parquet('select 1 as id');
    await bench.pull({ source: wide('varchar'), outDir: root });
    await parquet("select '1' as id, 2 as more");
    const told = await toldBy(bench.pull({ source: wide('varchar'), outDir: root }));
    expect(told).toContain('The column "id" of app.rows was of the type number, and is text now.');
    expect((await bench.pull({ source: wide('integer'), outDir: root })).manifests[0]?.rows).toBe(1);
    instance.closeSync();
  });
});
