/** A brand that spans others: it shows values of their metrics, and nothing else of theirs. */
import { appendFile, cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { listFiles } from '../../src/lib/files.ts';
import type { MetricBlock, Snapshot } from '../../src/types.ts';
import {
  broadsheet,
  changedPaths,
  copyOfProject,
  fingerprint,
  REPOSITORY,
  readManifest,
  scratchFolder,
  statuses,
  writeTimes,
} from '../support/broadsheet.ts';
import { readTold } from '../support/words.ts';

// Each test runs the whole job several times.
vi.setConfig({ testTimeout: 180_000 });

const NOW = '2026-11-23T12:00:00Z';
const EDITION = 'both/shop/overview/2026-10';
const CARDS = ['Crumb & Co.', '바다 베이커리'];

async function begin() {
  const project = await copyOfProject('tiny');
  await cp(join(REPOSITORY, 'tests/projects/bothBakeries'), project, { recursive: true });
  return { project, out: await scratchFolder() };
}

type Begun = Awaited<ReturnType<typeof begin>>;

function run({ project, out }: Begun, ...args: readonly string[]) {
  return broadsheet(['run', '--project', project, '--out', out, '--now', NOW, '--rebuild', ...args]);
}

async function snapshotOf({ out }: Pick<Begun, 'out'>): Promise<Snapshot> {
  return readTold(join(out, `snapshots/${EDITION}.json`), 'en-GB');
}

function metricBlock({ data }: Snapshot, name: string): MetricBlock {
  const block = data[name];
  if (block?.kind !== 'metrics') throw new Error(`There is no block ${name}.`);
  return block;
}

test('Each brand’s values stand beside the other’s, in its own currency; nothing is added up, and nothing else passes', async () => {
  const place = await begin();
  expect(await run(place)).toMatchObject({ status: 0 });
  const snapshot = await snapshotOf(place);

  const { tables, readings, brands } = metricBlock(snapshot, 'headline');
  expect(brands).toEqual([
    { title: CARDS[0], currency: 'GBP' },
    { title: CARDS[1], currency: 'KRW' },
  ]);
  const months = tables.month?.rows.filter(([start]) => start === '2026-10-01');
  const expected = await sums(place, '2026-10');
  expect(months?.map((row) => row.slice(1, 4))).toEqual([
    [CARDS[0], expected['crumb']?.amount, expected['crumb']?.quantity],
    [CARDS[1], expected['bada']?.amount, expected['bada']?.quantity],
  ]);
  // The club's cards are of one brand alone: the other has no value, which is not 0.
  expect(readings.filter(({ metric }) => metric === 'cards').map(({ value }) => value)).toEqual([2, null]);

  const page = await readFile(join(place.out, `site/both/shop/overview/2026-10/index.html`), 'utf8');
  expect(page).toContain('£1,913');
  expect(page).toContain('₩2,529,000');
  expect(page).toContain('바다 베이커리 · Known guests: 80.2%, below the alert limit of 99.0%');
  expect(snapshot.asOf.map(({ source }) => source)).toEqual(CARDS);
  const csv = await readFile(join(place.out, `site/both/shop/overview/2026-10/data/months-month.csv`), 'utf8');
  expect(csv.split('\r\n')[0]).toBe('\ufeffperiod,brand,takings,pieces,currency');
  expect(csv).toContain('2026-10-01,바다 베이커리,2529000,471,KRW');

  // No row, name or id of a brand's data is in anything of the group's.
  const hidden = /Secret|Hidden|Ottilie|g\d\d|Canal Street|Harbour|Croissant/;
  const own = (await listFiles(place.out)).filter((path) => path.includes('both') && !path.endsWith('.pdf'));
  expect(own.length).toBeGreaterThan(8);
  for (const path of own) expect(`${path} ${await readFile(join(place.out, path), 'utf8')}`).not.toMatch(hidden);
  expect(await readFile(join(place.out, 'site/crumb/shop/2026-W47/index.html'), 'utf8')).toMatch(hidden);
});

/** Sums of a month's rows, straight from the files. */
async function sums({ project }: Begun, month: string) {
  const text = await readFile(join(project, 'data/sales-2026.csv'), 'utf8');
  const found: Record<string, { amount: number; quantity: number }> = {};
  for (const line of text.split('\n').slice(1)) {
    const [soldAt = '', brand = '', , , quantity, amount] = line.split(',');
    // Times are in UTC; the shops are open by day, when it is the same day in London and in Seoul.
    if (!soldAt.startsWith(month)) continue;
    const sum = found[brand] ?? { amount: 0, quantity: 0 };
    found[brand] = {
      amount: Math.round((sum.amount + Number(amount)) * 100) / 100,
      quantity: sum.quantity + Number(quantity),
    };
  }
  return found;
}

test('An index begins at 100, and a change is against the period before; of a share in points', async () => {
  const place = await begin();
  await run(place, '--no-deliver');
  const snapshot = await snapshotOf(place);
  const values = metricBlock(snapshot, 'months').tables.month?.rows ?? [];
  const index = metricBlock(snapshot, 'index').tables.month;
  const [firstA, firstB, lastA, lastB] = values.map((row) => Number(row[2]));
  expect(index?.columns.at(-1)).toMatchObject({ label: 'Takings (first month = 100)', format: 'decimal', decimals: 0 });
  expect(index?.rows.map((row) => row[2])).toEqual([
    100,
    100,
    (Number(lastA) / Number(firstA)) * 100,
    (Number(lastB) / Number(firstB)) * 100,
  ]);
  const change = metricBlock(snapshot, 'change');
  expect(change.readings).toEqual([]);
  expect(change.tables.month?.columns.map(({ label }) => label)).toEqual([
    'Month',
    'Brand',
    'Pieces sold, change on the month before',
    'Known guests, change on the month before in points',
  ]);
  // Of the first month there is no change, and no row.
  expect(change.tables.month?.rows.map((row) => row[0])).toEqual(['2026-10-01', '2026-10-01']);
  expect(change.tables.month?.rows.find(([start, brand]) => start === '2026-10-01' && brand === CARDS[0])?.[2]).toBe(
    (480 - 30) / 30,
  );
});

test('Nothing changed means no work; one brand’s new data makes the spanning edition anew, after that brand’s own', async () => {
  const place = await begin();
  expect(await run(place)).toMatchObject({ status: 0 });
  const before = await writeTimes(place.out, ['snapshots', 'pdf']);
  expect(await run(place)).toMatchObject({ status: 0 });
  expect(changedPaths(before, await writeTimes(place.out, ['snapshots', 'pdf']))).toEqual([]);

  await appendFile(join(place.project, 'data/sales-2026.csv'), '2026-10-31 10:00:00,bada,Harbour,Bun,1,1000,g07\n');
  const old = await fingerprint(place.out, ['snapshots']);
  expect(await run(place)).toMatchObject({ status: 0 });
  const changed = changedPaths(old, await fingerprint(place.out, ['snapshots']));
  expect(changed).toContain(`snapshots/${EDITION}.json`);
  expect(changed.filter((path) => path.includes('crumb/'))).toEqual([]);
  const rows = metricBlock(await snapshotOf(place), 'months').tables.month?.rows;
  expect(rows?.find(([start, brand]) => start === '2026-10-01' && brand === CARDS[1])?.[2]).toBe(2_530_000);
});

test('A brand whose check fails is left out by name; with all of them the edition is held', async () => {
  const place = await begin();
  const file = join(place.project, 'data/sales-2026.csv');
  await appendFile(file, '2026-10-31 10:00:00,bada,Harbour,Bun,2,-470,g07\n');
  expect(await run(place)).toMatchObject({ status: 1 });
  const manifest = await readManifest(place.out);
  expect(statuses(manifest)).toContain(`${EDITION} published`);
  const { reasons } = manifest.editions.find(({ id }) => id === EDITION) ?? {};
  expect(reasons?.join()).toContain('바다 베이커리: Check prices_are_positive: 1 rows break');
  const { readings, tables } = metricBlock(await snapshotOf(place), 'headline');
  expect(readings.filter(({ brand }) => brand === CARDS[1]).every(({ value }) => value === null)).toBe(true);
  expect(
    tables.month?.rows
      .filter(([, brand]) => brand === CARDS[1])
      .flatMap((row) => row.slice(2))
      .every((cell) => cell === null),
  ).toBe(true);
  const page = await readFile(join(place.out, `site/both/shop/overview/2026-10/index.html`), 'utf8');
  expect(page).toContain('바다 베이커리 is left out: its data are not there, or did not pass their checks.');

  await appendFile(file, '2026-10-31 10:00:00,crumb,Harbour,Bun,2,-4.70,g07\n');
  expect(await run(place)).toMatchObject({ status: 1 });
  expect(statuses(await readManifest(place.out))).toContain(`${EDITION} held`);
});

test('A brand whose model fails is left out of what rests on it; its own editions that do not come out all the same', async () => {
  const place = await begin();
  await writeFile(
    join(place.project, 'queries/marts/cards.sql'),
    "select guest, name, case when (select name from brand) = 'crumb' then error('broken') end as issued_on_text, issued_on from stg_club_card",
  );
  expect(await run(place)).toMatchObject({ status: 1 });
  const manifest = await readManifest(place.out);
  expect(statuses(manifest)).toEqual([
    'bada/shop/trade/2026-W47 published',
    `${EDITION} published`,
    'crumb/kitchen/range/2026-10 published',
    'crumb/shop/trade/2026-W47 published',
  ]);
  const group = manifest.editions.find(({ id }) => id === EDITION);
  expect(group?.reasons.join()).toContain('Crumb & Co.: queries/marts/cards.sql:1  Broken.');
  expect((await snapshotOf(place)).cautions).toEqual([
    'Crumb & Co. is left out: its data are not there, or did not pass their checks.',
  ]);
});

test('The spanning brand alone can be run: the data of its brands are pulled, and their warehouses made', async () => {
  const place = await begin();
  expect(
    await broadsheet(['build', '--project', place.project, '--out', place.out, '--now', NOW, '--brand', 'both']),
  ).toMatchObject({ status: 1 });
  expect(statuses(await readManifest(place.out))).toEqual([`${EDITION} held`]);
  expect(await run(place, '--brand', 'both')).toMatchObject({ status: 0 });
  expect(statuses(await readManifest(place.out))).toEqual([`${EDITION} published`]);
});

test('A brand whose source could not be pulled covers no day from its last pull on, and that is told', async () => {
  const place = await begin();
  await run(place, '--brand', 'both', '--now', '2026-10-20T12:00:00Z');
  const away = await scratchFolder();
  const files = ['sales-2025.csv', 'sales-2026.csv'];
  for (const file of files) {
    await cp(join(place.project, 'data', file), join(away, file));
    await rm(join(place.project, 'data', file));
  }
  expect(await run(place, '--brand', 'both')).toMatchObject({ status: 1 });
  const { editions } = await readManifest(place.out);
  expect(editions[0]?.reasons[0]).toContain('Crumb & Co.: The source "till" could not be pulled');
  expect(editions[0]?.reasons[1]).toContain('바다 베이커리: The source "till" could not be pulled');
  const parts = async () =>
    metricBlock(await snapshotOf(place), 'headline')
      .partial?.['month']?.filter(({ period }) => period === '2026-10-01')
      .map(({ group, days, of }) => [group, days, of]);
  expect(await parts()).toEqual([
    [[CARDS[0]], 19, 31],
    [[CARDS[1]], 19, 31],
  ]);

  for (const file of files) await cp(join(away, file), join(place.project, 'data', file));
  expect(await run(place, '--brand', 'both')).toMatchObject({ status: 0 });
  expect(await parts()).toEqual([]);
});
