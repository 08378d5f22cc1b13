/** Marts with a row per period already: other marts' days tell which of their periods are whole. */
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
