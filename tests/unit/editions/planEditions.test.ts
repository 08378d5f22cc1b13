import { expect, test } from 'vitest';
import { dayBegins, localDay } from '../../../src/editions/calendar/localDay.ts';
import { nextEditionAt } from '../../../src/editions/calendar/nextEdition.ts';
import { planEditions } from '../../../src/editions/calendar/planEditions.ts';
import type { Report } from '../../../src/types.ts';
import { brand as BRAND } from '../mail/sampleMail.ts';

const REPORT: Report = {
  ...{ name: 'trade', title: 'Trade', team: 'sales', brands: ['north', 'group'], address: 'trade' },
  ...{ schedule: { every: 'week', at: '06:00' }, data: [], checks: [], charts: [], mailCharts: [] },
  ...{ body: '', bodyLine: 1, place: { file: 'report.md' } },
};
const STOCK: Report = { ...REPORT, name: 'stock', address: 'stock' };
const DAILY: Report = { ...STOCK, schedule: { every: 'day', at: '06:00' } };

/** London's own clocks, and brands in Seoul, nine hours before it, and in Chicago, six hours behind it. */
const GROUP = {
  ...BRAND,
  name: 'group',
  spans: [
    { ...BRAND, name: 'seoul', timeZone: 'Asia/Seoul' },
    { ...BRAND, name: 'chicago', timeZone: 'America/Chicago' },
  ],
};

function plan(now: string, more: Partial<Parameters<typeof planEditions>[0]> = {}) {
  const planned = planEditions({ brands: [BRAND], reports: [REPORT], now, publishedUntil: () => undefined, ...more });
  return planned.map(({ key, dueAt }) => `${key.report} ${key.periodName} ${dueAt}`);
}

test('A brand that spans others waits for the last of their clocks', () => {
  // 06:00 in Chicago.
  expect(plan('2026-11-23T12:00:00Z', { brands: [GROUP] })).toEqual(['trade 2026-W47 2026-11-23T12:00:00Z']);
  expect(plan('2026-11-23T11:59:59Z', { brands: [GROUP] })).toEqual(['trade 2026-W46 2026-11-16T12:00:00Z']);
  expect(plan('2026-11-23T06:00:00Z')).toEqual(['trade 2026-W47 2026-11-23T06:00:00Z']);
});

test('The next edition is the first that comes due of all brands and reports, by each brand’s clocks', () => {
  const next = (brands: readonly (typeof BRAND)[], reports: readonly Report[], now: string) =>
    nextEditionAt({ brands, reports, now });
  expect(next([GROUP], [REPORT], '2026-11-23T06:00:00Z')).toBe('2026-11-23T12:00:00.000Z');
  expect(next([BRAND, GROUP], [REPORT], '2026-11-23T05:00:00Z')).toBe('2026-11-23T06:00:00.000Z');
  expect(next([BRAND], [REPORT, { ...DAILY, brands: ['north'] }], '2026-11-24T07:00:00Z')).toBe(
    '2026-11-25T06:00:00.000Z',
  );
  expect(next([], [REPORT], '2026-11-24T07:00:00Z')).toBeUndefined();
});

test('What was held comes out again for its own report alone', () => {
  const period = { grain: 'week', start: '2026-11-02', end: '2026-11-09' } as const;
  const held = [{ report: 'trade', period, dueAt: '2026-11-09T06:00:00Z' }];
  const until = () => '2026-11-23';
  expect(plan('2026-11-23T12:00:00Z', { reports: [REPORT, STOCK], held, publishedUntil: until })).toEqual([
    'stock 2026-W47 2026-11-23T06:00:00Z',
    'trade 2026-W45 2026-11-09T06:00:00Z',
    'trade 2026-W47 2026-11-23T06:00:00Z',
  ]);
});

test('Sixty missed periods are made up for; a backfill goes as far back as it is asked to', () => {
  const daily = { reports: [DAILY] };
  const names = (more: object) => plan('2026-11-23T12:00:00Z', { ...daily, ...more });
  expect(names({ publishedUntil: () => '2026-01-01' })).toHaveLength(60);
  expect(names({ publishedUntil: () => '2026-01-01' })[0]).toContain('2026-09-24');
  expect(names({ since: '2026-01-01' })).toHaveLength(326);
});

test('A day is that of a zone’s clocks, and begins by them', () => {
  expect(localDay('2026-11-23T03:00:00Z', 'America/Chicago')).toBe('2026-11-22');
  expect(localDay('2026-11-23T15:00:00Z', 'Asia/Seoul')).toBe('2026-11-24');
  expect(dayBegins('2026-11-23', 'America/Chicago')).toBe('2026-11-23T06:00:00Z');
  expect(dayBegins('2026-07-23', 'America/Chicago')).toBe('2026-07-23T05:00:00Z');
});
