import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createParquetWriter } from '../../../src/extracts/parquet/parquetWriter.ts';
import { restoreExtract } from '../../../src/extracts/pastExtracts.ts';
import type { SourceTable } from '../../../src/types.ts';
import { effects, source, table, useBench } from '../connectors/fixture.ts';

const bench = useBench();
let writer: Awaited<ReturnType<typeof createParquetWriter>>;
beforeAll(async () => {
  writer = await createParquetWriter({ tempDirectory: await bench.folder('temp') });
});
afterAll(() => writer.close());

const DAYS: readonly (readonly [string, string])[] = [
  ['2026-11-01T05:00:00Z', '1,a\n2,b\n3,c\n'],
  ['2026-11-02T05:00:00Z', '1,a\n2,b\n3,c\n'],
  ['2026-11-03T05:00:00Z', '1,a\n2,other\n4,d\n'],
  ['2026-11-04T05:00:00Z', '3,back\n4,d\n'],
  ['2026-11-05T05:00:00Z', '3,back\n4,d\n5,e\n'],
];

async function pulledFor(days: number, more: Partial<SourceTable>) {
  const outDir = await bench.folder('out');
  const rows = table({ id: 'integer', v: 'varchar' }, { files: 'a.csv' }, more);
  for (const [now, text] of DAYS.slice(0, days)) {
    await writeFile(join(outDir, 'a.csv'), `id,v\n${text}`);
    await bench.pull({ source: source('files', [rows]), outDir, effects: effects({}, [], now) });
  }
  const place = { outDir, source: 'app', table: 'rows', brand: 'one' };
  const at = async (instant: string) => {
    const target = join(outDir, 'restored.parquet');
    const restored = await restoreExtract(place, instant, { writer, key: rows.key, target });
    if (restored === undefined) return 'nothing';
    const found = await bench.rowsOf(outDir, { parquet: 'restored.parquet' });
    expect(found.length).toBe(restored.rows);
    return `${found.map((row) => row.join()).join('\n')}\n`;
  };
  return { outDir, at, files: await readdir(join(outDir, 'extracts/app/rows/one')) };
}

test.each([
  ['with a key, by what leads back to it', ['id']],
  ['without one, as it was', []],
])('What stood at any time within `keep` can be had again: %s.', async (_, key) => {
  const { at, files } = await pulledFor(5, { key, keepHours: 24 * 30 });
  for (const [now, text] of DAYS) expect(await at(now)).toBe(text);
  expect(await at('2026-11-03T23:00:00Z')).toBe(DAYS[2]?.[1]);
  expect(await at('2026-12-24T00:00:00Z')).toBe(DAYS[4]?.[1]);
  expect(await at('2026-10-31T00:00:00Z')).toBe('nothing');
  expect(files).toContain('manifest.json');
});

test('What was replaced longer ago goes; without `keep` nothing is kept.', async () => {
  const { at } = await pulledFor(5, { key: ['id'], keepHours: 36 });
  expect(await at('2026-11-04T06:00:00Z')).toBe(DAYS[3]?.[1]);
  expect(await at('2026-11-03T06:00:00Z')).toBe(DAYS[2]?.[1]);
  expect(await at('2026-11-02T06:00:00Z')).toBe('nothing');
  const none = await pulledFor(5, {});
  // The manifest, and two files: the last day's file has only grown, and what is new in it lies in a file of its own.
  expect(none.files).toHaveLength(3);
  expect(await none.at('2026-11-04T06:00:00Z')).toBe('nothing');
});

test('What was replaced longer ago goes with a pull that finds no news, too.', async () => {
  const { outDir, files } = await pulledFor(5, { key: ['id'], keepHours: 24 * 30 });
  expect(files).toHaveLength(6);
  const rows = table({ id: 'integer', v: 'varchar' }, { files: 'a.csv' }, { key: ['id'], keepHours: 24 * 30 });
  const left = async (now: string): Promise<number> => {
    await bench.pull({ source: source('files', [rows]), outDir, effects: effects({}, [], now) });
    return (await readdir(join(outDir, 'extracts/app/rows/one'))).length;
  };
  expect(await left('2026-12-04T04:00:00Z')).toBe(5);
  expect(await left('2026-12-30T05:00:00Z')).toBe(3);
});
