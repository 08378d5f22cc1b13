/** Which editions a burst has: from the calendar, from what its query says of each period, and from what is owed. */

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AudienceSource, openBursts } from '../../../src/editions/burst/burstEditions.ts';
import { editionKey, planEditions } from '../../../src/editions/calendar/planEditions.ts';
import { EditionWork } from '../../../src/editions/editionWork.ts';
import { readHeldEditions, writeHeldEditions } from '../../../src/editions/heldEditions.ts';
import { ArtifactIndex } from '../../../src/lib/artifactIndex.ts';
import type { Brand, IsoDay, Report } from '../../../src/types.ts';
import { wordsOf } from '../../support/words.ts';

const place = { file: 'test' };
const brand: Brand = {
  ...{
    name: 'fair',
    title: 'Fair',
    locale: 'en-GB',
    words: wordsOf('en-GB'),
    timeZone: 'UTC',
    weekStart: 'monday',
    currency: 'EUR',
    paper: 'A4',
  },
  ...{ colours: { accent: '#000000', series: [] }, mailFrom: '', place },
};
const report: Report = {
  ...{
    name: 'stall',
    title: 'Stall',
    team: 'keepers',
    brands: ['fair'],
    address: 'stall',
    schedule: { every: 'week', at: '06:00' },
  },
  ...{
    burst: { query: 'stalls', by: 'stall', place },
    data: [],
    checks: [],
    charts: [],
    mailCharts: [],
    body: '',
    bodyLine: 1,
  },
  place,
};
const queries = [{ name: 'stalls', sql: 'select 1', place }];

let outDir = '';
let index: ArtifactIndex;
let asked: string[] = [];

beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'broadsheet-burst-'));
  index = await ArtifactIndex.open(outDir, 'fair');
  asked = [];
});
afterEach(() => rm(outDir, { recursive: true, force: true }));

/** A query that names stalls by the period's last day. */
function source(stalls: Readonly<Record<IsoDay, readonly string[]>>, dataKey = 'data'): AudienceSource {
  const columns = [{ name: 'audience' }, { name: 'title' }];
  const run: AudienceSource['run'] = async (_, { period_end }) => {
    asked.push(String(period_end));
    return { columns, rows: (stalls[String(period_end)] ?? []).map((stall) => [stall, stall.toUpperCase()]) };
  };
  return { dataKeyOf: () => dataKey, queries, run };
}

async function planned(now: string, publishedUntil: IsoDay | undefined, from?: AudienceSource) {
  const held = (await readHeldEditions(outDir, 'fair')).held;
  const plan = planEditions({ brands: [brand], reports: [report], now, publishedUntil: () => publishedUntil, held });
  const works = plan.map((edition) => new EditionWork(edition));
  await openBursts({
    outDir,
    index,
    works,
    held,
    brand,
    keyOf: editionKey,
    ...(from === undefined ? {} : { source: from }),
  });
  return { works, held, ids: works.filter(({ isReady }) => isReady).map(({ key }) => key.id) };
}

const idOf = (stall: string, week: string): string => `fair/keepers/stall/${stall}/${week}`;

test('Each period that was missed has an edition for each audience that the query names for it', async () => {
  const stalls = { '2026-11-09': ['a', 'b'], '2026-11-16': ['a', 'c'], '2026-11-23': ['c'] };
  const { ids } = await planned('2026-11-23T12:00:00Z', '2026-11-02', source(stalls));
  expect(ids).toEqual([
    idOf('a', '2026-W45'),
    idOf('a', '2026-W46'),
    idOf('b', '2026-W45'),
    idOf('c', '2026-W46'),
    idOf('c', '2026-W47'),
  ]);
});

test('An edition that was held while others came out is made up for, and no other of its period', async () => {
  const stalls = { '2026-11-16': ['a', 'b'], '2026-11-23': ['a', 'b'] };
  const before = await planned('2026-11-16T12:00:00Z', '2026-11-09', source(stalls));
  before.works.find(({ audience }) => audience?.id === 'b')?.hold(['A check failed.']);
  await writeHeldEditions({
    outDir,
    brand: 'fair',
    held: before.held,
    works: before.works,
    hasBegun: () => true,
    isPublished: true,
  });

  const after = await planned('2026-11-23T12:00:00Z', '2026-11-16', source(stalls));
  expect(after.ids).toEqual([idOf('a', '2026-W47'), idOf('b', '2026-W46'), idOf('b', '2026-W47')]);
  await writeHeldEditions({
    outDir,
    brand: 'fair',
    held: after.held,
    works: after.works,
    hasBegun: () => true,
    isPublished: true,
  });
  expect((await readHeldEditions(outDir, 'fair')).held).toEqual([]);
  expect((await planned('2026-11-23T13:00:00Z', '2026-11-23', source(stalls))).ids).toEqual([
    idOf('a', '2026-W47'),
    idOf('b', '2026-W47'),
  ]);
});

test('Nothing is owed to an audience that has left the period by now; what could not be looked at stays owed', async () => {
  const both = { '2026-11-16': ['a', 'b'], '2026-11-23': ['a', 'b'] };
  const before = await planned('2026-11-16T12:00:00Z', '2026-11-09', source(both));
  before.works.find(({ audience }) => audience?.id === 'b')?.fail(['It could not be printed.']);
  await writeHeldEditions({
    outDir,
    brand: 'fair',
    held: before.held,
    works: before.works,
    hasBegun: () => true,
    isPublished: true,
  });

  const broken = await planned('2026-11-23T12:00:00Z', '2026-11-16');
  for (const work of broken.works) work.fail(['There is no warehouse.']);
  await writeHeldEditions({
    outDir,
    brand: 'fair',
    held: broken.held,
    works: broken.works,
    hasBegun: () => true,
    isPublished: true,
  });
  expect((await readHeldEditions(outDir, 'fair')).held).toHaveLength(1);

  const left = { '2026-11-16': ['a'], '2026-11-23': ['a'] };
  const after = await planned('2026-11-23T12:00:00Z', '2026-11-16', source(left, 'newer data'));
  expect(after.ids).toEqual([idOf('a', '2026-W47')]);
});

test('Nobody is asked again while the data are the same, and a later stage knows whom the build found', async () => {
  const stalls = { '2026-11-23': ['b', 'a'] };
  const { ids } = await planned('2026-11-23T12:00:00Z', '2026-11-16', source(stalls));
  await planned('2026-11-23T12:00:00Z', '2026-11-16', source(stalls));
  expect(asked).toEqual(['2026-11-23']);
  expect((await planned('2026-11-23T12:00:00Z', '2026-11-16')).ids).toEqual(ids);
  await planned('2026-11-23T12:00:00Z', '2026-11-16', source(stalls, 'newer data'));
  expect(asked).toEqual(['2026-11-23', '2026-11-23']);
});

test('A burst that has nobody is held and told; its recipients are never among what outlives a run', async () => {
  const { works } = await planned('2026-11-23T12:00:00Z', '2026-11-16', source({}));
  const told = works.map((work) => work.manifest(index, true));
  expect(told).toMatchObject([{ id: 'fair/keepers/stall/2026-W47', audience: null, status: 'held' }]);
  expect(await readdir(outDir)).toEqual(['audiences']);
});
