import { expect, test } from 'vitest';
import { editionKey } from '../../../src/editions/calendar/planEditions.ts';
import { planWork } from '../../../src/editions/planWork.ts';
import type { PublishedEdition } from '../../../src/editions/published/publishedIndex.ts';
import type { PublishedSeries } from '../../../src/editions/published/publishedSeries.ts';
import type { Period, Report } from '../../../src/types.ts';

const REPORT: Report = {
  ...{ name: 'trade', title: 'Trade', team: 'sales', brands: ['north'], address: 'trade' },
  ...{ schedule: { every: 'week', at: '06:00' }, data: [], checks: [], charts: [], mailCharts: [] },
  ...{ body: '', bodyLine: 1, place: { file: 'report.md' } },
};
const week = (start: string, end: string): Period => ({ grain: 'week', start, end });
const W46 = week('2026-11-09', '2026-11-16');
const W47 = week('2026-11-16', '2026-11-23');
const dueAt = '2026-11-23T06:00:00Z';
const NORTH = { name: 'north' };
const HASHES = { snapshot: '', html: '', pdf: '' };

const planned = (period: Period, report = REPORT) => ({ key: editionKey(NORTH, report, period), dueAt, report });

function published(period: Period, more: Partial<PublishedEdition> = {}): PublishedEdition {
  const key = editionKey(NORTH, REPORT, period);
  return { key, dueAt, title: 'Trade', headline: '', pdfPages: 1, sha256: HASHES, ...more };
}

function plan(more: Partial<Parameters<typeof planWork>[0]>, until?: string) {
  const series: PublishedSeries = { nameOf: ({ report }) => report, publishedUntil: () => until, notes: [] };
  const index = { editions: [], damaged: [] };
  const works = planWork({
    planned: [planned(W47)],
    publishedIndex: index,
    series,
    held: [],
    isRemade: false,
    ...more,
  });
  return works.map((work) => `${work.key.id} ${work.isUnchanged ? 'stays' : 'is made'}`);
}

const ID = 'north/sales/trade/2026-W47';

test('What nobody has published is made, what is published stays, and all is made again in a backfill', () => {
  expect(plan({})).toEqual([`${ID} is made`]);
  const publishedIndex = { editions: [published(W47)], damaged: [] };
  expect(plan({ publishedIndex })).toEqual([`${ID} stays`]);
  expect(plan({ publishedIndex, isRemade: true })).toEqual([`${ID} is made`]);
});

test('A provisional edition is made again under its own name, and that of another brand or report is not', () => {
  const isProvisional = true;
  const ofBrand = editionKey({ name: 'south' }, REPORT, W47);
  const kept = (key: PublishedEdition['key']) =>
    plan({ publishedIndex: { editions: [published(W47, { key, isProvisional })], damaged: [] } });
  expect(kept(planned(W47).key)).toEqual([`${ID} is made`]);
  expect(kept(ofBrand)).toEqual([`${ofBrand.id} stays`]);
});

test('A period that ended by the end of the last published one is over, unless it was held', () => {
  expect(plan({ planned: [planned(W46)] }, W46.end)).toEqual([]);
  expect(plan({ planned: [planned(W47)] }, W46.end)).toEqual([`${ID} is made`]);
  expect(plan({ planned: [{ ...planned(W46), isMadeUpFor: true }] }, W47.end)).toHaveLength(1);
});

test('An edition whose record is damaged is not made a second time; that of another is no matter', () => {
  const damaged = (id: string) => plan({ publishedIndex: { editions: [], damaged: [{ id, path: '', reason: '' }] } });
  expect(damaged(ID)).toEqual([]);
  expect(damaged('north/sales/trade/2026-W46')).toEqual([`${ID} is made`]);
});
