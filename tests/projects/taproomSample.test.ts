import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { makeActivities } from '../../scripts/sample/taproom/activities.ts';
import { makeDeals } from '../../scripts/sample/taproom/deals.ts';
import { serveProduct } from '../../scripts/sample/taproom/product.ts';
import { makeQuotas } from '../../scripts/sample/taproom/quotas.ts';
import { makeTaproomWorld } from '../../scripts/sample/taproom/world.ts';
import { listFiles } from '../../src/lib/files.ts';

const root = await mkdtemp(join(tmpdir(), 'broadsheet-taproom-'));
afterAll(() => rm(root, { recursive: true, force: true }));

const world = makeTaproomWorld({ until: '2026-11-22', scale: 0.2 });
const { calendar } = world;
const deals = makeDeals(world);

test('Deals, activities and quotas are the same each time', () => {
  const again = makeDeals(makeTaproomWorld({ until: '2026-11-22', scale: 0.2 }));
  expect(again).toEqual(deals);
  expect(makeActivities(again, calendar)).toEqual(makeActivities(deals, calendar));
  expect(makeQuotas(again, calendar)).toEqual(makeQuotas(deals, calendar));
});

test('A deal is created, goes through its stages in order, and is closed by the last day or open', () => {
  expect(new Set(deals.map(({ kind }) => kind)).size).toBe(3);
  expect(new Set(deals.map(({ isWon }) => isWon)).size).toBe(3);
  for (const { createdOn, closedOn, isWon, stages, lostReason } of deals) {
    const days = [createdOn, ...stages.map(({ enteredOn }) => enteredOn), closedOn ?? calendar.last];
    expect(days.toSorted((a, b) => a - b)).toEqual(days);
    expect(days.at(-1)).toBeLessThanOrEqual(calendar.last);
    expect(closedOn === undefined).toBe(isWon === undefined);
    expect(lostReason === undefined).toBe(isWon !== false);
  }
});

test('Every contract that began in the calendar was a deal that was won', () => {
  const contracts = world.lives.flatMap(({ company }) =>
    company.phases.filter(({ from }) => from >= calendar.first).map(({ from }) => `${company.id} ${from}`),
  );
  const won = deals.filter(({ kind, isWon }) => kind === 'new' && isWon === true);
  expect(won.map(({ companyId, closedOn }) => `${companyId} ${closedOn}`).sort()).toEqual(contracts.sort());
});

test('Every representative has a quota for every month, half a year ahead', () => {
  const quotas = makeQuotas(deals, calendar);
  const owners = new Set(deals.map(({ owner }) => owner));
  const months = new Set(quotas.map(({ from }) => from));
  expect(quotas).toHaveLength(owners.size * months.size);
  expect(Math.max(...months)).toBeGreaterThan(calendar.last + 150);
  expect(quotas.every(({ amount }) => amount >= 1000)).toBe(true);
});

async function exported(name: string): Promise<ReadonlyMap<string, string>> {
  const folder = join(root, name);
  await (await serveProduct(world, folder)).close();
  const paths = await listFiles(folder);
  const texts = await Promise.all(paths.map(async (path) => gunzipSync(await readFile(join(folder, path))).toString()));
  return new Map(paths.map((path, index) => [path, texts[index] ?? '']));
}

test('What people and devices do is the same each time, a file a month, and ends with the last day in Chicago', async () => {
  const first = await exported('first');
  expect([...(await exported('again'))]).toEqual([...first]);
  const paths = [...first.keys()].sort();
  expect(paths.filter((path) => path.startsWith('app/events/'))).toHaveLength(30);
  const [header, ...readings] = first.get('app/readings/2026-11.csv.gz')?.trim().split('\n') ?? [];
  expect(header).toBe('device_id,day,minutes_up,minutes_expected,errors,pours,litres,revenue');
  const days = readings.map((line) => line.split(',')[1]).toSorted();
  expect(days.at(-1)).toBe('2026-11-22');
  for (const line of readings) {
    const [, , up = '', expectedMinutes = ''] = line.split(',');
    expect(Number(up)).toBeLessThanOrEqual(Number(expectedMinutes));
  }
  const events = first.get('app/events/2026-11.csv.gz')?.trim().split('\n').slice(1) ?? [];
  expect(events.length).toBeGreaterThan(100);
  expect(events.every((line) => (line.split(',')[3] ?? '') < '2026-11-23T06:00:00Z')).toBe(true);
});
