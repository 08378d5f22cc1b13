import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { brandA } from '../../scripts/sample/coffee/brandA.ts';
import { makeChain } from '../../scripts/sample/coffee/makeChain.ts';
import { makeBeaconLeads } from '../../scripts/sample/makeBeacon.ts';
import { makeMiles } from '../../scripts/sample/makeMiles.ts';
import { listFiles } from '../../src/lib/files.ts';
import { sha256 } from '../../src/lib/hash.ts';

const UNTIL = '2026-11-22';
const root = await mkdtemp(join(tmpdir(), 'broadsheet-sample-'));
afterAll(() => rm(root, { recursive: true, force: true }));

async function makeEvents(name: string, seed: number): Promise<ReadonlyMap<string, string>> {
  const folder = join(root, name);
  await makeMiles({ folder, until: UNTIL, users: 80, seed });
  const paths = await listFiles(folder);
  const texts = await Promise.all(paths.map(async (path) => gunzipSync(await readFile(join(folder, path))).toString()));
  return new Map(paths.map((path, index) => [path, texts[index] ?? '']));
}

test('The events of the rewards app are the same each time, and others with another seed', async () => {
  const first = await makeEvents('first', 1);
  expect([...(await makeEvents('again', 1))]).toEqual([...first]);
  expect([...(await makeEvents('other', 2))]).not.toEqual([...first]);
});

test('The events end with the last day in Singapore, in one file per month of UTC, in order', async () => {
  const months = await makeEvents('months', 1);
  expect([...months.keys()].at(-1)).toBe('events/2026-11.csv.gz');
  expect(months.size).toBeGreaterThanOrEqual(20);
  for (const [path, text] of months) {
    const [header, ...lines] = text.trim().split('\n');
    expect(header?.split(',')).toHaveLength(8);
    expect(lines.every((line) => `events/${line.slice(0, 7)}.csv.gz` === path)).toBe(true);
    expect(lines.every((line) => line.slice(0, 19) < '2026-11-22 16:00:00')).toBe(true);
    expect(lines.toSorted((a, b) => (a.slice(0, 19) < b.slice(0, 19) ? -1 : 1))).toEqual(lines);
  }
});

test("The network's leads are the same each time, each with an id of its own, and none from after the last day", () => {
  const { Lead } = makeBeaconLeads({ until: UNTIL, leads: 500, seed: 2 });
  expect(sha256(JSON.stringify(makeBeaconLeads({ until: UNTIL, leads: 500, seed: 2 })))).toBe(
    sha256(JSON.stringify({ Lead })),
  );
  expect(new Set(Lead.records.map(({ Id }) => Id)).size).toBe(500);
  for (const record of Lead.records) {
    expect(Object.keys(record)).toEqual(Lead.fields.map(({ name }) => name));
    expect(record['Id']).toMatch(/^00Q[A-Za-z0-9]{12}[A-Z0-5]{3}$/);
    expect(String(record['CreatedDate']).slice(0, 10) <= UNTIL).toBe(true);
    expect(record['ConvertedDate'] === null || String(record['ConvertedDate']) <= UNTIL).toBe(true);
    expect(String(record['CreatedDate']) <= String(record['SystemModstamp'])).toBe(true);
  }
});

async function makeShops(name: string, scale: number): Promise<ReadonlyMap<string, string>> {
  const folder = join(root, name);
  await makeChain(brandA, { folder, until: UNTIL, scale, seed: 11 });
  const paths = await listFiles(folder);
  const texts = await Promise.all(paths.map(async (path) => gunzipSync(await readFile(join(folder, path))).toString()));
  return new Map(paths.map((path, index) => [path, texts[index] ?? '']));
}

function rowsIn(files: ReadonlyMap<string, string>, table: string): readonly (readonly string[])[] {
  const texts = [...files].filter(([path]) => path.startsWith(`${table}/`)).map(([, text]) => text);
  return texts.flatMap((text) => text.trim().split('\n').slice(1)).map((line) => line.split(','));
}

test('The coffee shops sell the same each time, and in proportion to their scale', async () => {
  const small = await makeShops('shops', 0.1);
  expect([...(await makeShops('shops-again', 0.1))]).toEqual([...small]);
  const large = await makeShops('shops-large', 0.4);
  const growth = rowsIn(large, 'receipts').length / rowsIn(small, 'receipts').length;
  expect(growth).toBeGreaterThan(3);
  expect(growth).toBeLessThan(5);
});

test('Every line of the coffee shops is on a receipt, every receipt has a line, and none is from after the last day', async () => {
  const files = await makeShops('shops-whole', 0.1);
  const receipts = rowsIn(files, 'receipts');
  const numbers = new Set(receipts.map(([, number]) => number));
  expect(numbers.size).toBe(receipts.length);
  expect(new Set(rowsIn(files, 'lines').map(([, number]) => number))).toEqual(numbers);
  expect(receipts.every(([, , soldAt = '']) => soldAt < '2026-11-22 15:00:00')).toBe(true);
});
