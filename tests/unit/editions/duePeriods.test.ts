import { describe, expect, test } from 'vitest';
import { duePeriods, nextDue, type ScheduleClock } from '../../../src/editions/calendar/duePeriods.ts';
import type { DuePeriod, Schedule } from '../../../src/types.ts';

const daily: Schedule = { every: 'day', at: '06:00' };
const mondays: Schedule = { every: 'week', on: 'monday', at: '06:00' };

function clock(now: string, schedule: Schedule, more: Partial<ScheduleClock> = {}): ScheduleClock {
  return { schedule, timeZone: 'UTC', weekStart: 'monday', now, ...more };
}
const brief = (due: readonly DuePeriod[]): readonly string[] =>
  due.map(({ period, dueAt }) => `${period.start}/${period.end} ${dueAt}`);

describe('With nothing published before', () => {
  test('only the newest period is due', () => {
    expect(duePeriods(clock('2026-11-23T12:00:00Z', mondays))).toEqual([
      { period: { grain: 'week', start: '2026-11-16', end: '2026-11-23' }, dueAt: '2026-11-23T06:00:00Z' },
    ]);
  });

  test('a period is due at its very instant, and not a millisecond earlier', () => {
    expect(brief(duePeriods(clock('2026-11-23T06:00:00Z', mondays)))).toEqual([
      '2026-11-16/2026-11-23 2026-11-23T06:00:00Z',
    ]);
    expect(brief(duePeriods(clock('2026-11-23T05:59:59.999Z', mondays)))).toEqual([
      '2026-11-09/2026-11-16 2026-11-16T06:00:00Z',
    ]);
  });

  test("a week without a weekday of its own is due on the first day of the brand's week", () => {
    const weekly: Schedule = { every: 'week', at: '06:00' };
    expect(brief(duePeriods(clock('2026-11-23T12:00:00Z', weekly)))).toEqual([
      '2026-11-16/2026-11-23 2026-11-23T06:00:00Z',
    ]);
    expect(brief(duePeriods(clock('2026-11-23T12:00:00Z', weekly, { weekStart: 'sunday' })))).toEqual([
      '2026-11-15/2026-11-22 2026-11-22T06:00:00Z',
    ]);
  });

  test('an instant with an offset names the same moment', () => {
    expect(brief(duePeriods(clock('2026-11-23T07:00:00+01:00', mondays)))).toEqual([
      '2026-11-16/2026-11-23 2026-11-23T06:00:00Z',
    ]);
  });

  test.each([
    ['a day', daily, '2026-11-23T06:00:00Z', '2026-11-22/2026-11-23 2026-11-23T06:00:00Z'],
    ['a day, before the hour', daily, '2026-11-23T05:00:00Z', '2026-11-21/2026-11-22 2026-11-22T06:00:00Z'],
    [
      'a day at midnight',
      { every: 'day', at: '00:00' },
      '2026-11-23T00:00:00Z',
      '2026-11-22/2026-11-23 2026-11-23T00:00:00Z',
    ],
    [
      'a month',
      { every: 'month', on: 2, at: '06:00' },
      '2026-11-02T06:00:00Z',
      '2026-10-01/2026-11-01 2026-11-02T06:00:00Z',
    ],
    [
      'a month, on the day before',
      { every: 'month', on: 2, at: '06:00' },
      '2026-11-01T23:00:00Z',
      '2026-09-01/2026-10-01 2026-10-02T06:00:00Z',
    ],
    [
      'a month, on day 31 of a month of 30',
      { every: 'month', on: 31, at: '06:00' },
      '2026-11-30T06:00:00Z',
      '2026-10-01/2026-11-01 2026-11-30T06:00:00Z',
    ],
    [
      'a month, on day 31 of February',
      { every: 'month', on: 31, at: '06:00' },
      '2028-02-29T07:00:00Z',
      '2028-01-01/2028-02-01 2028-02-29T06:00:00Z',
    ],
    [
      'a quarter',
      { every: 'quarter', on: 5, at: '06:00' },
      '2026-12-31T00:00:00Z',
      '2026-07-01/2026-10-01 2026-10-05T06:00:00Z',
    ],
    [
      'a quarter, across the year',
      { every: 'quarter', on: 5, at: '06:00' },
      '2027-01-05T06:00:00Z',
      '2026-10-01/2027-01-01 2027-01-05T06:00:00Z',
    ],
    [
      'a quarter, in its first days',
      { every: 'quarter', on: 5, at: '06:00' },
      '2027-01-04T06:00:00Z',
      '2026-07-01/2026-10-01 2026-10-05T06:00:00Z',
    ],
    [
      'a year',
      { every: 'year', on: 1, at: '06:00' },
      '2027-01-01T06:00:00Z',
      '2026-01-01/2027-01-01 2027-01-01T06:00:00Z',
    ],
    [
      'a year, on a later day',
      { every: 'year', on: 15, at: '06:00' },
      '2027-01-15T05:59:00Z',
      '2025-01-01/2026-01-01 2026-01-15T06:00:00Z',
    ],
  ] as const)('%s', (_, schedule, now, due) => {
    expect(brief(duePeriods(clock(now, schedule)))).toEqual([due]);
  });
});

describe('Weeks', () => {
  test('a weekday in the middle of the week names the week that closed before it', () => {
    const wednesdays: Schedule = { every: 'week', on: 'wednesday', at: '06:00' };
    expect(brief(duePeriods(clock('2026-11-25T06:00:00Z', wednesdays)))).toEqual([
      '2026-11-16/2026-11-23 2026-11-25T06:00:00Z',
    ]);
    expect(brief(duePeriods(clock('2026-11-24T06:00:00Z', wednesdays)))).toEqual([
      '2026-11-09/2026-11-16 2026-11-18T06:00:00Z',
    ]);
  });

  test('the last day of a week names the week before, for its own is not closed yet', () => {
    const sundays: Schedule = { every: 'week', on: 'sunday', at: '06:00' };
    expect(brief(duePeriods(clock('2026-11-29T06:00:00Z', sundays)))).toEqual([
      '2026-11-16/2026-11-23 2026-11-29T06:00:00Z',
    ]);
  });

  test.each([
    ['sunday', '2026-11-15/2026-11-22 2026-11-23T06:00:00Z'],
    ['saturday', '2026-11-14/2026-11-21 2026-11-23T06:00:00Z'],
    ['tuesday', '2026-11-10/2026-11-17 2026-11-23T06:00:00Z'],
  ] as const)('that begin on %s close before the Monday on which they are due', (weekStart, due) => {
    expect(brief(duePeriods(clock('2026-11-23T06:00:00Z', mondays, { weekStart })))).toEqual([due]);
  });

  test('week 53 is an ordinary week', () => {
    expect(brief(duePeriods(clock('2027-01-04T06:00:00Z', mondays, {})))).toEqual([
      '2026-12-28/2027-01-04 2027-01-04T06:00:00Z',
    ]);
    expect(brief(duePeriods(clock('2027-01-11T06:00:00Z', mondays, { now: '2027-01-11T06:00:00Z' })))).toEqual([
      '2027-01-04/2027-01-11 2027-01-11T06:00:00Z',
    ]);
  });
});

describe('With an earlier edition published', () => {
  test('every later period is due, oldest first', () => {
    expect(brief(duePeriods({ ...clock('2026-11-23T12:00:00Z', mondays), after: '2026-11-02' }))).toEqual([
      '2026-11-02/2026-11-09 2026-11-09T06:00:00Z',
      '2026-11-09/2026-11-16 2026-11-16T06:00:00Z',
      '2026-11-16/2026-11-23 2026-11-23T06:00:00Z',
    ]);
  });

  test('nothing is due where the newest is published, or a later one', () => {
    expect(duePeriods({ ...clock('2026-11-23T12:00:00Z', mondays), after: '2026-11-23' })).toEqual([]);
    expect(duePeriods({ ...clock('2026-11-23T12:00:00Z', mondays), after: '2027-01-04' })).toEqual([]);
  });

  test('the oldest are given up where more are due than the limit', () => {
    const after = '2020-01-01';
    const due = duePeriods({ ...clock('2026-11-23T12:00:00Z', daily), after });
    expect(due).toHaveLength(60);
    expect(due.at(0)?.period.start).toBe('2026-09-24');
    expect(due.at(-1)?.period.start).toBe('2026-11-22');
    expect(
      duePeriods({ ...clock('2026-11-23T12:00:00Z', daily), after, limit: 2 }).map(({ period }) => period.start),
    ).toEqual(['2026-11-21', '2026-11-22']);
    expect(duePeriods({ ...clock('2026-11-23T12:00:00Z', daily), after, limit: 0 })).toEqual([]);
  });

  test('a run that comes late, twice or after days without one finds the same editions as punctual ones', () => {
    const punctual = ['2026-11-21', '2026-11-22', '2026-11-23'].flatMap((day) =>
      duePeriods(clock(`${day}T06:00:00Z`, daily)),
    );
    const late = duePeriods({ ...clock('2026-11-23T17:13:00Z', daily), after: '2026-11-20' });
    expect(late).toEqual(punctual);
  });

  test('a schedule that changed from weeks to months goes on with the month that ends later', () => {
    const monthly: Schedule = { every: 'month', on: 1, at: '06:00' };
    expect(brief(duePeriods({ ...clock('2026-11-23T12:00:00Z', monthly), after: '2026-10-26' }))).toEqual([
      '2026-10-01/2026-11-01 2026-11-01T06:00:00Z',
    ]);
  });
});

describe('Clock changes', () => {
  const zone = { timeZone: 'Europe/Stockholm' };
  const early: Schedule = { every: 'day', at: '02:30' };

  test('the same local hour is another instant in summer', () => {
    expect(
      duePeriods({ ...clock('2026-10-26T12:00:00Z', daily, zone), after: '2026-10-24' }).map(({ dueAt }) => dueAt),
    ).toEqual(['2026-10-25T05:00:00Z', '2026-10-26T05:00:00Z']);
    expect(duePeriods(clock('2026-10-24T12:00:00Z', daily, zone)).at(0)?.dueAt).toBe('2026-10-24T04:00:00Z');
  });

  test('02:30 that does not exist is 03:30, once', () => {
    expect(
      duePeriods({ ...clock('2026-03-30T12:00:00Z', early, zone), after: '2026-03-27' }).map(({ dueAt }) => dueAt),
    ).toEqual(['2026-03-28T01:30:00Z', '2026-03-29T01:30:00Z', '2026-03-30T00:30:00Z']);
  });

  test('02:30 that comes twice is due the first time, once', () => {
    expect(
      duePeriods({ ...clock('2026-10-26T12:00:00Z', early, zone), after: '2026-10-23' }).map(({ dueAt }) => dueAt),
    ).toEqual(['2026-10-24T00:30:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z']);
  });

  test('days of 23 and 25 hours are each due once, whatever the hour of the run', () => {
    for (const around of ['2026-03-29', '2026-10-25']) {
      const starts = Array.from({ length: 96 }, (_, hour) => {
        const now = new Date(Date.parse(`${around}T00:00:00Z`) + (hour - 48) * 3_600_000).toISOString();
        return duePeriods(clock(now, early, zone)).at(0)?.period.start ?? '';
      });
      expect([...starts].sort()).toEqual(starts);
      expect(new Set(starts).size).toBe(5);
    }
  });

  test('midnight that does not exist counts from the hour after', () => {
    const midnight: Schedule = { every: 'day', at: '00:00' };
    expect(
      duePeriods(clock('2018-11-04T03:00:00Z', midnight, { timeZone: 'America/Sao_Paulo' })).map(({ dueAt }) => dueAt),
    ).toEqual(['2018-11-04T03:00:00Z']);
  });
});

describe('Zones far from UTC', () => {
  test('Kiritimati is fourteen hours ahead', () => {
    const far = { timeZone: 'Pacific/Kiritimati' };
    expect(brief(duePeriods(clock('2026-11-22T16:00:00Z', mondays, far)))).toEqual([
      '2026-11-16/2026-11-23 2026-11-22T16:00:00Z',
    ]);
    expect(brief(duePeriods(clock('2026-11-22T15:59:00Z', mondays, far)))).toEqual([
      '2026-11-09/2026-11-16 2026-11-15T16:00:00Z',
    ]);
  });

  test('Pago Pago is eleven hours behind', () => {
    const far = { timeZone: 'Pacific/Pago_Pago' };
    expect(brief(duePeriods(clock('2026-11-23T16:59:00Z', daily, far)))).toEqual([
      '2026-11-21/2026-11-22 2026-11-22T17:00:00Z',
    ]);
    expect(brief(duePeriods(clock('2026-11-23T17:00:00Z', daily, far)))).toEqual([
      '2026-11-22/2026-11-23 2026-11-23T17:00:00Z',
    ]);
  });

  test.each([
    ['Asia/Kolkata', '2026-11-23T00:30:00Z'],
    ['Asia/Kathmandu', '2026-11-23T00:15:00Z'],
    ['Australia/Lord_Howe', '2026-11-22T19:00:00Z'],
  ])('%s lies off the hour', (timeZone, dueAt) => {
    expect(brief(duePeriods(clock(dueAt, daily, { timeZone })))).toEqual([`2026-11-22/2026-11-23 ${dueAt}`]);
  });

  test('a day that a zone skipped is still one edition', () => {
    const due = duePeriods({
      ...clock('2012-01-01T12:00:00Z', daily, { timeZone: 'Pacific/Apia' }),
      after: '2011-12-29',
    });
    expect(due.map(({ period }) => period.start)).toEqual(['2011-12-29', '2011-12-30', '2011-12-31']);
  });
});

describe('Days that come out on some weekdays alone', () => {
  const workdays: Schedule = {
    ...{ every: 'day', at: '06:00' },
    on: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  };

  test('an edition is of the day before, on Mondays of Sunday; Fridays and Saturdays have none', () => {
    // 23 November 2026 is a Monday.
    const due = duePeriods({ ...clock('2026-11-24T12:00:00Z', workdays), after: '2026-11-18' });
    expect(brief(due)).toEqual([
      '2026-11-18/2026-11-19 2026-11-19T06:00:00Z',
      '2026-11-19/2026-11-20 2026-11-20T06:00:00Z',
      '2026-11-22/2026-11-23 2026-11-23T06:00:00Z',
      '2026-11-23/2026-11-24 2026-11-24T06:00:00Z',
    ]);
  });

  test('over the weekend the newest is that of Friday morning', () => {
    for (const now of ['2026-11-21T12:00:00Z', '2026-11-22T23:59:00Z', '2026-11-23T05:59:00Z'])
      expect(brief(duePeriods(clock(now, workdays)))).toEqual(['2026-11-19/2026-11-20 2026-11-20T06:00:00Z']);
    expect(brief([nextDue(clock('2026-11-21T12:00:00Z', workdays))])).toEqual([
      '2026-11-22/2026-11-23 2026-11-23T06:00:00Z',
    ]);
  });

  test.each(['Europe/Stockholm', 'America/Chicago', 'Asia/Seoul', 'Australia/Lord_Howe', 'Africa/Casablanca'])(
    'in %s runs that come late, twice or not at all for a day find each edition once, over both clock changes',
    (timeZone) => {
      const twice: Schedule = { every: 'day', on: ['monday', 'thursday'], at: '02:30' };
      for (const [first, last] of [
        ['2026-03-01', '2026-04-12'],
        ['2026-10-01', '2026-11-12'],
      ] as const) {
        const found: string[] = [];
        let after: string | undefined = first;
        let hour = 0;
        for (let now = Date.parse(`${first}T12:00:00Z`); now < Date.parse(`${last}T12:00:00Z`); hour += 1) {
          const runs = hour % 5 === 0 ? 2 : 1;
          for (let run = 0; run < runs; run += 1)
            for (const { period, dueAt } of duePeriods({
              ...clock(new Date(now).toISOString(), twice, { timeZone }),
              after,
            })) {
              expect(Date.parse(dueAt)).toBeLessThanOrEqual(now);
              found.push(period.start);
              after = period.end;
            }
          now += (1 + ((hour * 7) % 26)) * 3_600_000;
        }
        const wanted: string[] = [];
        for (let day = Date.parse(first); day < Date.parse(last); day += 86_400_000) {
          const morning = new Date(day + 86_400_000).getUTCDay();
          if (morning === 1 || morning === 4) wanted.push(new Date(day).toISOString().slice(0, 10));
        }
        expect(found).toEqual(wanted.slice(0, found.length));
        expect(found.length).toBeGreaterThanOrEqual(wanted.length - 1);
      }
    },
  );
});

describe('The next due period', () => {
  test.each([
    [mondays, '2026-11-23T06:00:00Z', '2026-11-23/2026-11-30 2026-11-30T06:00:00Z'],
    [mondays, '2026-11-23T05:59:59Z', '2026-11-16/2026-11-23 2026-11-23T06:00:00Z'],
    [daily, '2026-12-31T07:00:00Z', '2026-12-31/2027-01-01 2027-01-01T06:00:00Z'],
    [{ every: 'month', on: 31, at: '06:00' }, '2026-01-31T07:00:00Z', '2026-01-01/2026-02-01 2026-02-28T06:00:00Z'],
    [{ every: 'quarter', on: 1, at: '06:00' }, '2026-12-15T00:00:00Z', '2026-10-01/2027-01-01 2027-01-01T06:00:00Z'],
  ] as const)('of %o at %s', (schedule, now, due) => {
    expect(brief([nextDue(clock(now, schedule))])).toEqual([due]);
  });
});

test('With other zones a period is due once it is that time of day in the last of them', () => {
  const firsts: Schedule = { every: 'month', on: 1, at: '06:00' };
  const zones = { timeZone: 'Asia/Singapore', otherZones: ['America/New_York', 'Europe/London'] };
  expect(brief(duePeriods(clock('2026-11-01T10:59:00Z', firsts, zones)))).toEqual([
    '2026-09-01/2026-10-01 2026-10-01T10:00:00Z',
  ]);
  expect(brief(duePeriods(clock('2026-11-01T11:00:00Z', firsts, zones)))).toEqual([
    '2026-10-01/2026-11-01 2026-11-01T11:00:00Z',
  ]);
});
