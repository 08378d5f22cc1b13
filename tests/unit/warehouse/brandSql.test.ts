import { describe, expect, test } from 'vitest';
import { GRAINS, periodOf, shiftPeriod } from '../../../src/lib/period.ts';
import type { Weekday } from '../../../src/types.ts';
import { testWarehouse } from './fixture.ts';

const DAYS = [
  '1900-01-01',
  '2024-02-29',
  '2025-12-29',
  '2026-01-04',
  '2026-11-15',
  '2026-11-16',
  '2026-11-22',
  '9999-12-20',
];

describe('The helpers of SQL agree with the calendar of the engine', () => {
  test.each<Weekday>(['monday', 'wednesday', 'saturday', 'sunday'])('where a week begins on %s', async (weekStart) => {
    const warehouse = await testWarehouse({ brand: { weekStart } });
    const cases = GRAINS.flatMap((grain) => DAYS.map((day) => ({ grain, day })));
    const rows = cases.map(({ grain, day }) => `('${grain}', date '${day}')`);
    const sql = `select period_start(grain, day), next_period(grain, period_start(grain, day)),
        previous_period(grain, period_start(grain, day + time '23:59:59'))
      from (values ${rows.join(', ')}) t(grain, day)`;
    const result = await warehouse.query(sql);
    const expected = cases.map(({ grain, day }) => {
      const period = periodOf(day, grain, weekStart);
      const next = period.end.startsWith('+') ? '+010000-01-01' : period.end;
      return [period.start, next, shiftPeriod(period, -1).start];
    });
    expect(result.rows).toEqual(expected);
    expect(result.columns.map(({ sqlType }) => sqlType)).toEqual(['DATE', 'DATE', 'DATE']);
  });
});

test('NULL and infinite days lie in no period, and an unknown grain says which there are', async () => {
  const warehouse = await testWarehouse();
  const sql = `select period_start('week', null::date), period_start('month', date '-infinity'),
    period_start(null, date '2026-11-16'), period_start('week', timestamp 'infinity'), next_period(null, date '2026-11-16')`;
  expect((await warehouse.query(sql)).rows).toEqual([[null, null, null, null, null]]);
  await expect(warehouse.query("select period_start('weak', date '2026-11-16')")).rejects.toThrow(
    'There is no grain "weak": it is day, week, month, quarter, year or all_time.',
  );
});

test("local_time reads a timestamp as UTC and gives the brand's clock, whatever DuckDB's zone", async () => {
  const warehouse = await testWarehouse({ brand: { timeZone: 'Europe/Stockholm' } });
  const sql = `select local_time(timestamp '2026-03-29 00:30:00'), local_time(timestamp '2026-03-29 01:30:00'),
    local_time(timestamptz '2026-10-25 02:30:00+02'), local_time(timestamptz '2026-10-25 02:30:00+01'),
    local_time(null::timestamp), local_time(date '2026-01-01')`;
  expect((await warehouse.query(sql)).rows).toEqual([
    [
      '2026-03-29T01:30:00',
      '2026-03-29T03:30:00',
      '2026-10-25T02:30:00',
      '2026-10-25T02:30:00',
      null,
      '2026-01-01T01:00:00',
    ],
  ]);
});

test('The table about the brand has one row, whatever its title holds', async () => {
  const title = `'; drop table brand; -- "</script>" 한국`;
  const warehouse = await testWarehouse({ brand: { title } });
  const { columns, rows } = await warehouse.query('from brand');
  expect(columns.map(({ name }) => name)).toEqual(['name', 'title', 'locale', 'time_zone', 'week_start', 'currency']);
  expect(rows).toEqual([['acme', title, 'en-SG', 'Asia/Singapore', 'monday', 'SGD']]);
});
