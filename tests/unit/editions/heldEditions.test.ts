import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planEditions } from '../../../src/editions/calendar/planEditions.ts';
import { EditionWork } from '../../../src/editions/editionWork.ts';
import { readHeldEditions, writeHeldEditions } from '../../../src/editions/heldEditions.ts';
import { periodName, shiftPeriod } from '../../../src/lib/period.ts';
import type { Report } from '../../../src/types.ts';
import { brand as BRAND } from '../mail/sampleMail.ts';

const REPORT: Report = {
  ...{ name: 'trade', title: 'Trade', team: 'sales', brands: [BRAND.name], address: 'trade' },
  ...{ schedule: { every: 'week', at: '06:00' }, data: [], checks: [], charts: [], mailCharts: [] },
  ...{ body: '', bodyLine: 1, place: { file: 'report.md' } },
};

let outDir = '';
beforeEach(async () => {
  outDir = await mkdtemp(join(tmpdir(), 'owed-'));
});
afterEach(() => rm(outDir, { recursive: true, force: true }));

async function planned(now: string, until: string | undefined) {
  const held = (await readHeldEditions(outDir, BRAND.name)).held;
  const editions = planEditions({ brands: [BRAND], reports: [REPORT], now, publishedUntil: () => until, held });
  return { held, works: editions.map((edition) => new EditionWork(edition)) };
}

const weeks = (works: readonly EditionWork[]): readonly string[] => works.map(({ key }) => key.periodName);

test('An edition that was held comes out when it can, though a later one is out by then', async () => {
  const first = await planned('2026-11-16T12:00:00Z', '2026-11-09');
  expect(weeks(first.works)).toEqual(['2026-W46']);
  first.works[0]?.hold(['Its data are late.']);
  await writeHeldEditions({ outDir, brand: BRAND.name, ...first, hasBegun: () => true, isPublished: true });

  // W47 is out by now; W46 waits.
  const later = await planned('2026-11-23T12:00:00Z', '2026-11-23');
  expect(weeks(later.works)).toEqual(['2026-W46', '2026-W47']);
  await writeHeldEditions({ outDir, brand: BRAND.name, ...later, hasBegun: () => true, isPublished: false });
  expect((await readHeldEditions(outDir, BRAND.name)).held.map(({ periodName }) => periodName)).toContain('2026-W46');
  await writeHeldEditions({ outDir, brand: BRAND.name, ...later, hasBegun: () => true, isPublished: true });
  expect((await readHeldEditions(outDir, BRAND.name)).held).toEqual([]);
});

test('What came out in the run that found it due is owed no longer', async () => {
  const first = await planned('2026-11-16T12:00:00Z', '2026-11-09');
  expect(first.held).toEqual([]);
  const call = { outDir, brand: BRAND.name, ...first, hasBegun: () => true };
  await writeHeldEditions({ ...call, isPublished: false });
  expect((await readHeldEditions(outDir, BRAND.name)).held).toHaveLength(1);
  await writeHeldEditions({ ...call, isPublished: true });
  expect((await readHeldEditions(outDir, BRAND.name)).held).toEqual([]);
});

test('Nobody waits for an edition of a report that has never come out', async () => {
  const first = await planned('2026-11-16T12:00:00Z', undefined);
  first.works[0]?.fail(['It could not be printed.']);
  await writeHeldEditions({ outDir, brand: BRAND.name, ...first, hasBegun: () => false, isPublished: true });
  expect((await readHeldEditions(outDir, BRAND.name)).held).toEqual([]);
});

test('Of a report that is held for longer than anybody waits, the newest editions stay on the list', async () => {
  const held = Array.from({ length: 61 }, (_, index) => {
    const period = shiftPeriod({ grain: 'week', start: '2025-01-06', end: '2025-01-13' }, index);
    return { report: 'stock', audience: null, period, periodName: periodName(period), dueAt: '2026-11-16T06:00:00Z' };
  });
  await writeHeldEditions({ outDir, brand: BRAND.name, held, works: [], hasBegun: () => true, isPublished: true });
  const kept = (await readHeldEditions(outDir, BRAND.name)).held.map((edition) => edition.periodName);
  expect(kept).toHaveLength(60);
  expect(kept[0]).toBe('2025-W03');
  expect(kept.at(-1)).toBe('2026-W10');
});

test.each(['[{"report": "tra', '', '\0\0\0', '{"a": 1}', '[{"period": {"end": "2026-11-16"}}]', 'null'])(
  'A list that reads %j is kept aside and told once, and holds nothing back',
  async (text) => {
    const folder = join(outDir, 'state', 'owed');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${BRAND.name}.json`), text);
    const { held, damage } = await readHeldEditions(outDir, BRAND.name);
    expect(held).toEqual([]);
    expect(damage).toMatch(/cannot be read; it is kept as damaged-\w{8}-.*broadsheet backfill/);
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^damaged-/)]);
    expect(await readHeldEditions(outDir, BRAND.name)).toEqual({ held: [] });
  },
);
