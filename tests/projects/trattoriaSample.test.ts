/** What the tills of the sample's restaurants export, with what tills get wrong. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { writeTills } from '../../scripts/sample/trattoria/writeTills.ts';
import { listFiles } from '../../src/lib/files.ts';

const UNTIL = '2026-11-22';
const root = await mkdtemp(join(tmpdir(), 'broadsheet-tills-'));
afterAll(() => rm(root, { recursive: true, force: true }));

async function tills(name: string, seed: number): Promise<ReadonlyMap<string, string>> {
  const folder = join(root, name);
  await writeTills({ folder, until: UNTIL, scale: 0.15, seed });
  const paths = await listFiles(folder);
  const texts = await Promise.all(paths.map(async (path) => gunzipSync(await readFile(join(folder, path))).toString()));
  return new Map(paths.map((path, index) => [path, texts[index] ?? '']));
}

/** The rows of all of a table's files, without their headers. */
function rowsOf(files: ReadonlyMap<string, string>, table: string): readonly string[] {
  return [...files]
    .filter(([path]) => path.startsWith(`${table}/`))
    .flatMap(([, text]) => text.trimEnd().split('\n').slice(1));
}

const first = await tills('first', 5);
const lines = rowsOf(first, 'order_items').map((line) => line.split(','));
const options = rowsOf(first, 'order_item_options');

test('The exports are the same each time, and others with another seed', async () => {
  expect([...(await tills('again', 5))]).toEqual([...first]);
  expect([...(await tills('other', 6))]).not.toEqual([...first]);
});

test('Orders end with the last day in Chicago, and many are of nobody known', () => {
  const times = lines.map((cells) => cells[2] ?? '').toSorted();
  expect(times.at(-1)?.slice(0, 19).localeCompare('2026-11-23 06:00:00')).toBe(-1);
  expect(times[0]?.slice(0, 7)).toBe('2024-09');
  const unknown = lines.filter((cells) => cells[4] === '').length / lines.length;
  expect(unknown).toBeGreaterThan(0.05);
  expect(unknown).toBeLessThan(0.3);
});

test('There are orders of a test application, a line without an id, options twice and options of no line', () => {
  const share = lines.filter((cells) => cells[0] === 'TRATTORIA_DEVELOPMENT').length / lines.length;
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(0.01);
  expect(lines.filter((cells) => cells[8] === '')).toHaveLength(1);
  expect(new Set(options).size).toBeLessThan(options.length);
  const ids = new Set(lines.map((cells) => cells[8]));
  expect(options.some((option) => !ids.has(option.split(',')[1]))).toBe(true);
});

test('Promotions take something off, by lines of less than nothing', () => {
  const offers = options.filter((option) => option.includes(',Promotion,'));
  expect(offers.length).toBeGreaterThan(10);
  expect(offers.every((option) => /,-\d+\.\d\d,1$/.test(option))).toBe(true);
});
