import { expect, test } from 'vitest';
import {
  addDays,
  closedPeriods,
  isoWeekOf,
  periodName,
  periodOf,
  shiftPeriod,
  yearAgo,
} from '../../../src/lib/period.ts';

test('A week begins on the brand’s first weekday', () => {
  expect(periodOf('2026-11-22', 'week', 'monday')).toEqual({ grain: 'week', start: '2026-11-16', end: '2026-11-23' });
  expect(periodOf('2026-11-22', 'week', 'sunday')).toEqual({ grain: 'week', start: '2026-11-22', end: '2026-11-29' });
  expect(periodOf('2026-11-22', 'week', 'saturday')).toEqual({ grain: 'week', start: '2026-11-21', end: '2026-11-28' });
});

test('A week is named by its ISO year and number, also where the calendar year is another', () => {
  expect(periodName(periodOf('2027-01-01', 'week', 'monday'))).toBe('2026-W53');
  expect(periodName(periodOf('2024-12-30', 'week', 'monday'))).toBe('2025-W01');
  // Its fourth day is a Monday, and its third still a Sunday of the week before.
  expect(periodName(periodOf('2026-01-02', 'week', 'friday'))).toBe('2026-W02');
  expect(isoWeekOf('2020-12-28')).toEqual({ year: 2020, week: 53 });
});

test('Two weeks in a row never have one name, whatever day they begin on', () => {
  for (const weekStart of ['monday', 'wednesday', 'saturday', 'sunday'] as const) {
    let week = periodOf('1998-01-01', 'week', weekStart);
    const names = new Set<string>();
    for (let count = 0; count < 2000; count += 1) {
      names.add(periodName(week));
      week = shiftPeriod(week, 1);
    }
    expect(names.size).toBe(2000);
  }
});

test('Months, quarters and years end on the day after their last', () => {
  expect(periodOf('2024-02-29', 'month', 'monday').end).toBe('2024-03-01');
  expect(periodOf('2026-11-16', 'quarter', 'monday')).toEqual({
    grain: 'quarter',
    start: '2026-10-01',
    end: '2027-01-01',
  });
  expect(periodName(periodOf('2026-11-16', 'quarter', 'monday'))).toBe('2026-Q4');
  expect(periodOf('9998-12-31', 'year', 'monday').end).toBe('9999-01-01');
});

test('The closed periods end by the day asked for, which may be the last one’s end', () => {
  expect(closedPeriods({ grain: 'week', endsBy: '2026-11-23', count: 2, weekStart: 'monday' })).toEqual([
    { grain: 'week', start: '2026-11-09', end: '2026-11-16' },
    { grain: 'week', start: '2026-11-16', end: '2026-11-23' },
  ]);
  expect(closedPeriods({ grain: 'month', endsBy: '2026-11-23', count: 1, weekStart: 'monday' })).toEqual([
    { grain: 'month', start: '2026-10-01', end: '2026-11-01' },
  ]);
});

test('A year ago is 52 weeks earlier for days and weeks, and the same period a year before for the others', () => {
  expect(yearAgo(periodOf('2026-11-16', 'week', 'monday')).start).toBe('2025-11-17');
  expect(yearAgo(periodOf('2026-11-16', 'day', 'monday')).start).toBe('2025-11-17');
  expect(yearAgo(periodOf('2026-11-16', 'month', 'monday')).start).toBe('2025-11-01');
  expect(yearAgo(periodOf('2026-11-16', 'quarter', 'monday')).start).toBe('2025-10-01');
});

test('Before 1970 and 2000 weeks, months and their names are counted as they are after', () => {
  expect(periodOf('1969-12-31', 'week', 'monday')).toEqual({ grain: 'week', start: '1969-12-29', end: '1970-01-05' });
  expect(periodOf('1969-12-28', 'week', 'sunday').start).toBe('1969-12-28');
  expect(periodName(periodOf('1969-12-31', 'week', 'monday'))).toBe('1970-W01');
  expect(shiftPeriod(periodOf('1970-01-15', 'month', 'monday'), -1).start).toBe('1969-12-01');
  expect(shiftPeriod(periodOf('2000-01-15', 'quarter', 'monday'), -1).start).toBe('1999-10-01');
  expect(addDays('1970-01-01', -365)).toBe('1969-01-01');
});
