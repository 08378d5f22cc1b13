import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storedExtract } from '../../../src/extracts/standingExtract.ts';
import type { SourceTable } from '../../../src/types.ts';
import { effects, source, table, useBench } from '../connectors/fixture.ts';

const bench = useBench();
const COLUMNS = { id: 'integer', v: 'varchar' };
const PLACE = { source: 'app', table: 'rows', brand: 'one' };

/** Pulls a file, adds to it, and pulls again; a pull from scratch must bring the same. */
async function grow(
  name: string,
  { first, more, ...rest }: { readonly first: string; readonly more: string } & Partial<SourceTable>,
) {
  const outDir = await bench.folder('project');
  const request = {
    source: source('files', [table(COLUMNS, { files: name }, { maxBadRows: 0.9, ...rest })]),
    outDir,
    effects: effects({}),
  };
  await writeFile(join(outDir, name), first);
  await bench.pull(request);
  await appendFile(join(outDir, name), more);
  const { manifests } = await bench.expectFullPull(request);
  const stored = await storedExtract({ outDir, ...PLACE });
  return {
    values: await bench.rowsOf(outDir, manifests[0]),
    rejected: manifests[0]?.rejected ?? [],
    came: stored?.pull.rows,
  };
}

test.each([
  ['a.csv', [], 'id,v\r\n1,a\r\n2,b\r\n', '3,c\r\n'],
  ['a.csv', ['id'], '\uFEFFid,v\n1,a\n2,"b\nb"\n', '3,c\n'],
  ['a.csv', ['id'], 'id,v\n1,a\n2,b\n', '2,c\n'],
  ['a.ndjson', [], '{"id":1,"v":"a"}\n{"id":2}\n', '{"id":3}\n'],
])('Of %s that has grown, key %j, its new rows alone are read.', async (name, key, first, more) => {
  const { came, values } = await grow(name, { first, more, key });
  expect(came).toBe(1);
  expect(values.at(-1)?.[0]).toBe(more.startsWith('2') ? 2 : 3);
});

test('Bad rows are told with the lines that an editor shows, among those that stood and those that came.', async () => {
  const first = 'id,v\n1,"a\na"\nx,b\n2,c\n';
  const { came, rejected } = await grow('a.csv', { first, more: '3,d\ny,e\n4,f,g\n' });
  expect(came).toBe(1);
  expect(rejected.map(({ line, text }) => [line, text])).toEqual([
    [4, 'x,b'],
    [7, 'y,e'],
    [8, '4,f,g'],
  ]);
});

test.each([
  ['whose last line was not ended', 'id,v\n1,a\n2,b', 'c\n3,d\n', 3],
  ['whose last quotation mark was not closed', 'id,v\n1,a\n2,"b\n', 'b"\n3,d\n', 3],
])('A file %s is read as a whole.', async (_, first, more, rows) => {
  const { came, values } = await grow('a.csv', { first, more });
  expect([values.length, came]).toEqual([rows, rows]);
});

test('A longer file that begins otherwise than it did is read as a whole.', async () => {
  const outDir = await bench.folder('project');
  const request = { source: source('files', [table(COLUMNS, { files: 'a.csv' })]), outDir, effects: effects({}) };
  await writeFile(join(outDir, 'a.csv'), 'id,v\n1,a\n');
  await bench.pull(request);
  await writeFile(join(outDir, 'a.csv'), 'id,v\n1,b\n2,c\n');
  const { manifests } = await bench.expectFullPull(request);
  expect(await bench.rowsOf(outDir, manifests[0])).toEqual([
    [1, 'b'],
    [2, 'c'],
  ]);
});
