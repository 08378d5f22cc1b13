/** A calendar whose days are written day first, from a set of which nothing else can be had. */
import { expect } from 'vitest';
import { testOnRealData } from '../support/realData.ts';
import { type RealProject, realProject } from '../support/realProject.ts';

let built: Promise<RealProject> | undefined;

function partners(): Promise<RealProject> {
  built ??= realProject({
    set: 'globalpartners-date-dim',
    now: '2024-01-02T12:00:00Z',
    data: { total: { metrics: ['orders'], grain: 'month', last: 1 } },
    models: ['stg_dates_days'],
    isHeld: true,
  });
  return built;
}

testOnRealData('Every day of 2023 is there once, and on the weekday that it says', async () => {
  const { query } = await partners();
  const [days] = await query(`
    select
      count(*) as rows,
      count(distinct day) as days,
      min(day) as first_day,
      max(day) as last_day,
      count(*) filter (where dayname(day) <> weekday_name) as wrong_weekdays,
      count(*) filter (where is_weekend <> (isodow(day) > 5)) as wrong_weekends,
      count(*) filter (where iso_week <> week(day)) as wrong_weeks
    from stg_dates_days
  `);
  expect(days).toEqual({
    rows: 365,
    days: 365,
    first_day: '2023-01-01',
    last_day: '2023-12-31',
    wrong_weekdays: 0,
    wrong_weekends: 0,
    wrong_weeks: 0,
  });
});

testOnRealData(
  'New Year’s Day lies in the week 52 of the year before, and a day without a holiday has no name',
  async () => {
    const { query } = await partners();
    const rows = await query(`
    select day, iso_week, is_holiday, holiday_name from stg_dates_days
    where day in (date '2023-01-01', date '2023-01-03')
    order by day
  `);
    expect(rows).toEqual([
      { day: '2023-01-01', iso_week: 52, is_holiday: true, holiday_name: "New Year's Day" },
      { day: '2023-01-03', iso_week: 1, is_holiday: false, holiday_name: null },
    ]);
    const [named] = await query(
      'select count(*) as rows from stg_dates_days where is_holiday <> (holiday_name is not null)',
    );
    expect(named).toEqual({ rows: 0 });
  },
);
