/** Marts of whose periods other marts' days tell which are whole: those with a row per period already, and those of rare things. */
import { expect, test } from 'vitest';
import { periodOf } from '../../../src/lib/period.ts';
import { MartDays } from '../../../src/metrics/periodParts.ts';
import type { Model } from '../../../src/types.ts';
import { mart, metric } from './measuring.ts';

/** The part of a month that there is of a metric of `lead_periods`, whose leads came on every day from 15 September on. */
async function partOf(month: string, about: Partial<Model>) {
  const name = 'leads_before';
  const metrics = [metric(name, { kind: 'aggregate', mart: 'lead_periods', time: 'period', sql: 'count(*)' })];
  const days = new MartDays({
    ...{ metrics, weekStart: 'monday', today: '2026-12-02', pulledUntil: () => undefined },
    models: [{ ...mart('lead_periods', 'grain'), ...about }, mart('leads')],
    run: async () => ({ columns: [], rows: [[`2026-09-15+${'Z'.repeat(77)}`]] }),
  });
  const period = periodOf(`${month}-01`, 'month', 'monday');
  const parts = await days.partsFor({
    ...{ id: 'it', period, weekStart: 'monday' },
    request: {
      ...{ kind: 'metrics', name: 'block', metrics: [name], grains: ['month'], by: [], last: 1, compare: [] },
      place: { file: 'report.md', line: 1 },
    },
  });
  const part = parts.of(name, period);
  return part && [part.days, part.of, ...(part.isBefore ? ['before'] : [])];
}

const coveredBy = [{ mart: 'leads', time: 'made_on' }];

test('Without another mart that tells, every period counts as whole', async () => {
  expect(await partOf('2026-09', {})).toBeNull();
});

test('The days of the other mart tell which period is whole', async () => {
  expect(await partOf('2026-09', { coveredBy })).toEqual([16, 30]);
  expect(await partOf('2026-10', { coveredBy })).toBeNull();
});

test('What looks back needs the period before whole too: a growth against sixteen days is none', async () => {
  expect(await partOf('2026-10', { coveredBy, looksBack: true })).toEqual([16, 30, 'before']);
  expect(await partOf('2026-09', { coveredBy, looksBack: true })).toEqual([16, 30]);
  expect(await partOf('2026-11', { coveredBy, looksBack: true })).toBeNull();
});

/** The part of a month that there is of people who joined every day from 5 September to 14 October, by their 30th day or the first. */
async function partOfJoined(
  month: string,
  time: 'joined_on' | 'day_30_on',
  about: Partial<Model>,
  events = '2026-09-01+ZZ',
) {
  const name = 'joined';
  const daily = (first: string, count: number): string => `${first}+${'5'.repeat(count)}`;
  const days = new MartDays({
    metrics: [metric(name, { kind: 'aggregate', mart: 'people', time, sql: 'count(*)' })],
    ...{ weekStart: 'monday', today: '2026-12-20', pulledUntil: () => undefined },
    models: [{ ...mart('people'), ...about }, mart('events')],
    run: async (sql) => {
      if (/\bevents\b/.test(sql)) return { columns: [], rows: events === '' ? [] : [[events]] };
      return { columns: [], rows: [[daily(sql.includes('day_30_on') ? '2026-10-05' : '2026-09-05', 40)]] };
    },
  });
  const period = periodOf(`${month}-01`, 'month', 'monday');
  const parts = await days.partsFor({
    ...{ id: 'it', period, weekStart: 'monday' },
    request: {
      ...{ kind: 'metrics', name: 'block', metrics: [name], grains: ['month'], by: [], last: 1, compare: [] },
      place: { file: 'report.md', line: 1 },
    },
  });
  const part = parts.of(name, period);
  return part && [part.days, part.of];
}

const continuedBy = [{ mart: 'events', time: 'occurred_on' }];
/** Events on every day from 20 August to 5 December. */
const EVENTS = `2026-08-20+${'Z'.repeat(108)}`;

test('Where nobody new comes, the table that goes on tells that nobody came, and where that ends too, how far it is known', async () => {
  expect(await partOfJoined('2026-11', 'joined_on', {}, EVENTS)).toEqual([0, 30]);
  expect(await partOfJoined('2026-11', 'joined_on', { continuedBy }, EVENTS)).toBeNull();
  expect(await partOfJoined('2026-12', 'joined_on', { continuedBy }, EVENTS)).toEqual([5, 31]);
});

test('A month that begins before anybody can have been there for thirty days is not whole, whatever events there were', async () => {
  expect(await partOfJoined('2026-10', 'day_30_on', { continuedBy }, EVENTS)).toEqual([27, 31]);
  expect(await partOfJoined('2026-11', 'day_30_on', { continuedBy }, EVENTS)).toBeNull();
});

test('What is dated after the end of the other table is not known yet', async () => {
  expect(await partOfJoined('2026-10', 'day_30_on', { continuedBy }, `2026-08-20+${'Z'.repeat(61)}`)).toEqual([15, 31]);
});

test('Where the other table has no rows, its own days tell', async () => {
  expect(await partOfJoined('2026-11', 'joined_on', { continuedBy }, '')).toEqual([0, 30]);
});

test('A query knows of the periods of its rows how much there is, by the marts that cover those which it reads', async () => {
  const days = new MartDays({
    ...{ metrics: [], weekStart: 'monday', today: '2026-12-20', pulledUntil: () => undefined },
    models: [{ ...mart('lead_periods', 'grain'), coveredBy, looksBack: true }, mart('leads'), mart('others', 'grain')],
    run: async () => ({ columns: [], rows: [[`2026-09-15+${'Z'.repeat(77)}`]] }),
  });
  const month = (start: string) => periodOf(start, 'month', 'monday');
  const partOf = await days.partsOfQuery(['lead_periods']);
  expect(partOf(month('2026-09-01'))).toMatchObject({ days: 16, of: 30 });
  expect(partOf(month('2026-10-01')), 'a row of a period, and not of a change').toBeNull();
  expect((await days.partsOfQuery(['others']))(month('2026-09-01'))).toBeNull();
});
