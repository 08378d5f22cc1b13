import { describe, expect, test } from 'vitest';
import { addDays } from '../../../src/lib/period.ts';
import { type DayRuns, dayNumber, dayRuns } from '../../../src/metrics/dayRuns.ts';
import { type PartLook, partOfPeriod } from '../../../src/metrics/partOfPeriod.ts';

type Rows = string | ((day: string) => string);

/** A table with rows on every day from one to another, but for those that `without` takes out; `rows` of a day in base 36. */
function table(from: string, to: string, without: (day: string) => boolean = () => false, rows: Rows = 'Z'): DayRuns {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1))
    if (!without(day)) days.push(`${day}+${typeof rows === 'string' ? rows : rows(day)}`);
  const runs = dayRuns(days.join(' '));
  if (runs === undefined) throw new Error('There are no days.');
  return runs;
}

function part(days: DayRuns, from: string, to: string, look?: PartLook): string {
  const found = partOfPeriod(days, { from: dayNumber(from), to: dayNumber(to) }, look);
  if (found === null) return 'whole';
  return `${found.days} of ${found.of}${found.isOpen ? ', open' : ''}${found.isBefore ? ', before' : ''}`;
}

const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();
const isSunday = (day: string): boolean => weekdayOf(day) === 0;

describe('A table that has rows on every day', () => {
  test('begins with a part of a week, of a month and of a year', () => {
    const days = table('2026-11-13', '2026-11-22');
    expect(part(days, '2026-11-09', '2026-11-16')).toBe('3 of 7');
    expect(part(days, '2026-11-16', '2026-11-23')).toBe('whole');
    expect(part(table('2025-09-28', '2026-11-22'), '2025-09-01', '2025-10-01')).toBe('3 of 30');
    expect(part(table('2025-09-28', '2026-11-22'), '2025-01-01', '2026-01-01')).toBe('95 of 365');
  });

  test('ends with a part, which may be completed', () => {
    const days = table('2026-09-28', '2026-11-21');
    expect(part(days, '2026-11-16', '2026-11-23')).toBe('6 of 7, open');
    expect(part(days, '2026-11-23', '2026-11-30')).toBe('0 of 7, open');
    expect(part(days, '2026-11-20', '2026-11-21')).toBe('whole');
    expect(part(days, '2026-11-22', '2026-11-23')).toBe('0 of 1, open');
  });

  test('has a part of a week with five of its seven days', () => {
    const days = table('2026-09-28', '2026-11-22', (day) => day === '2026-10-21' || day === '2026-10-22');
    expect(part(days, '2026-10-19', '2026-10-26')).toBe('5 of 7, open');
    expect(part(days, '2026-10-12', '2026-10-19')).toBe('whole');
    expect(part(days, '2026-10-26', '2026-11-02')).toBe('whole');
  });

  test('lacks as many days as two deviations allow where others lack some too, and not one more', () => {
    // Of 364 days around June, 14 have no rows: 1.15 of 30 are likely, and 3 at most.
    const around = (day: string) => /2026-02-0[2-8]|2026-09-(?:0[7-9]|1[0-3])/.test(day);
    const lacking = (days: RegExp) =>
      part(
        table('2025-12-01', '2026-12-28', (day) => around(day) || days.test(day)),
        '2026-06-01',
        '2026-07-01',
      );
    expect(lacking(/2026-06-(?:03|11|19)/)).toBe('whole');
    expect(lacking(/2026-06-(?:03|11|19|27)/)).toBe('26 of 30, open');
  });

  test('and few of them may lack some by chance, one that has many none', () => {
    const june = (rows: string, days: RegExp, look?: PartLook) =>
      part(
        table('2025-12-01', '2026-12-28', (day) => days.test(day), rows),
        '2026-06-01',
        '2026-07-01',
        look,
      );
    // Four rows a day: 30 / e^4 = 0.55 days without any. Three or more of them in 1.8 of 100 months, four or more in 0.25.
    expect(june('4', /2026-06-(?:02|16)/)).toBe('whole');
    expect(june('4', /2026-06-(?:02|16|26)/)).toBe('whole');
    expect(june('4', /2026-06-(?:02|16|26|29)/)).toBe('26 of 30, open');
    expect(june('4', /2026-06-02/, { expects: 'every_day' })).toBe('29 of 30, open');
    // Twelve: 30 / e^12 = 0.0002.
    expect(june('C', /2026-06-02/)).toBe('29 of 30, open');
    // A week of four a day: 0.13. One or more in 12 of 100 weeks, two or more in 0.75.
    const week = (days: RegExp) =>
      part(
        table('2025-12-01', '2026-12-28', (day) => days.test(day), '4'),
        '2026-06-15',
        '2026-06-22',
      );
    expect(week(/2026-06-16/)).toBe('whole');
    expect(week(/2026-06-1[67]/)).toBe('5 of 7, open');
  });

  test('that come several at a time may lack more than their number says', () => {
    const june = (rows: Rows) =>
      part(
        table('2025-12-01', '2026-12-28', (day) => /2026-06-(?:02|16|26)/.test(day), rows),
        '2026-06-01',
        '2026-07-01',
      );
    const week = (day: string) => Math.floor((dayNumber(day) - 4) / 7);
    // Eight rows on each day are eight arrivals: 30 / e^8 = 0.01 days without any.
    expect(june('8')).toBe('27 of 30, open');
    // Two and fourteen in turn: a variance of 12^2 / 2 = 72 for a mean of 8 is nine rows to an arrival.
    expect(june((day) => (week(day) % 2 === 0 ? '2' : 'E'))).toBe('whole');
    // From 6 to 33 in a year, half a row more each week, is growth.
    expect(june((day) => (6 + Math.floor((week(day) - week('2025-12-01')) / 2)).toString(36))).toBe('27 of 30, open');
  });

  test('and few of them still ends where its last row is', () => {
    expect(part(table('2026-01-01', '2026-11-21', undefined, '4'), '2026-11-16', '2026-11-23')).toBe('6 of 7, open');
  });

  test('says nothing of periods before its first row', () => {
    expect(part(table('2026-11-13', '2026-11-22'), '2026-11-02', '2026-11-09')).toBe('whole');
  });

  test('has no part of a day on which a pull found it as it was in the middle of that day', () => {
    const days = table('2026-09-28', '2026-11-22');
    expect(part(days, '2026-11-16', '2026-11-23', { pulledUntil: dayNumber('2026-11-22') })).toBe('6 of 7, open');
  });

  test('as a stock is whole wherever it ends, however it began', () => {
    const days = table('2026-11-13', '2026-11-21');
    expect(part(days, '2026-11-09', '2026-11-16', { isStock: true })).toBe('whole');
    expect(part(days, '2026-11-16', '2026-11-23', { isStock: true })).toBe('6 of 7, open');
  });
});

describe('A shop that is closed', () => {
  test('on Sundays has whole weeks of six days, and says of how many a part is', () => {
    const days = table('2026-09-10', '2026-11-21', isSunday);
    expect(part(days, '2026-11-16', '2026-11-23')).toBe('whole');
    expect(part(days, '2026-09-07', '2026-09-14')).toBe('3 of 6');
    expect(part(table('2026-09-10', '2026-11-20', isSunday), '2026-11-16', '2026-11-23')).toBe('5 of 6, open');
  });

  test('on a few Fridays is awaited on the Friday after its last day, and before its first', () => {
    // Two of eight Fridays without rows: not expected among others, which is no news of one that nobody has seen.
    const isClosed = (day: string): boolean => day === '2026-10-16' || day === '2026-11-06';
    const days = (rows: Rows) => table('2026-09-26', '2026-11-26', isClosed, rows);
    expect(part(days('Z'), '2026-11-23', '2026-11-30')).toBe('4 of 7, open');
    expect(part(days('Z'), '2026-11-27', '2026-11-28')).toBe('0 of 1, open');
    expect(part(days('Z'), '2026-09-21', '2026-09-28')).toBe('2 of 7');
    // Two rows a day: a Friday without any is chance.
    expect(part(days('2'), '2026-11-27', '2026-11-28')).toBe('whole');
  });

  test('on a date of every year has whole weeks around it', () => {
    const days = table('2023-06-01', '2026-02-28', (day) => day.endsWith('-12-25') || day.endsWith('-01-01'));
    expect(part(days, '2025-12-22', '2025-12-29')).toBe('whole');
    expect(part(days, '2025-01-01', '2026-01-01')).toBe('whole');
  });

  test('on odd days has whole weeks all the same', () => {
    const days = table('2025-01-01', '2026-11-21', (day) => dayNumber(day) % 5 < 2);
    expect(part(days, '2026-11-09', '2026-11-16')).toBe('whole');
    expect(part(days, '2026-11-16', '2026-11-23')).toBe('whole');
  });
});

describe('A sparse table', () => {
  const members = dayRuns(
    ['01-03', '01-20', '02-02', '02-14', '03-01', '03-22', '04-09', '04-30'].map((day) => `2026-${day}+1`).join(' '),
  ) as DayRuns;

  test('with three rows a month has whole months and weeks', () => {
    for (const [from, to] of [
      ['2026-01-01', '2026-02-01'],
      ['2026-03-02', '2026-03-09'],
      ['2026-04-27', '2026-05-04'],
      ['2026-05-04', '2026-05-11'],
    ] as const)
      expect(part(members, from, to)).toBe('whole');
  });

  test('is a part before a first row that comes later than its rows follow each other, and after the longest gap', () => {
    expect(part(members, '2025-10-01', '2026-04-01')).toBe('88 of 182');
    expect(part(members, '2026-06-01', '2026-07-01')).toBe('0 of 30, open');
  });

  test('with a row at each month’s end, or on each Monday, is whole', () => {
    const ends = dayRuns(
      ['01-31', '02-28', '03-31', '04-30', '05-31', '06-30', '07-31'].map((day) => `2026-${day}+1`).join(' '),
    );
    expect(part(ends as DayRuns, '2026-01-01', '2026-02-01')).toBe('whole');
    const mondays = table('2026-08-31', '2026-11-16', (day) => weekdayOf(day) !== 1);
    expect(part(mondays, '2026-11-16', '2026-11-23')).toBe('whole');
    expect(part(mondays, '2026-11-01', '2026-12-01')).toBe('3 of 5, open');
  });
});

test('What a mart’s file says goes before what its history tells', () => {
  const sparse = table('2026-01-01', '2026-11-21', (day) => dayNumber(day) % 3 !== 0);
  expect(part(sparse, '2026-11-16', '2026-11-23', { expects: 'every_day' })).toBe('2 of 7, open');
  expect(part(table('2026-11-13', '2026-11-22'), '2026-11-09', '2026-11-16', { expects: 'sparse' })).toBe('3 of 7');
  expect(part(table('2026-11-12', '2026-11-22'), '2026-11-09', '2026-11-16', { expects: ['tuesday', 'friday'] })).toBe(
    '4 of 5',
  );
});

test('One stray row of long before is not where the data begin', () => {
  const days = dayRuns(`1970-01-01+1 2026-07-03+${'Z'.repeat(143)}`) as DayRuns;
  expect(part(days, '2026-06-29', '2026-07-06')).toBe('3 of 7');
});

describe('What is measured against the period before', () => {
  const before = { from: dayNumber('2026-11-09'), to: dayNumber('2026-11-16') };
  const look = { before };

  test('is whole where both are, and a part where the one before is', () => {
    expect(part(table('2026-09-28', '2026-11-22'), '2026-11-16', '2026-11-23', look)).toBe('whole');
    expect(part(table('2026-11-13', '2026-11-22'), '2026-11-16', '2026-11-23', look)).toBe('3 of 7, before');
  });

  test('has nothing to be measured against in the first period of its data', () => {
    expect(part(table('2026-11-16', '2026-11-22'), '2026-11-16', '2026-11-23', look)).toBe('0 of 7, before');
  });

  test('is first of all a part itself', () => {
    expect(part(table('2026-11-13', '2026-11-20'), '2026-11-16', '2026-11-23', look)).toBe('5 of 7, open');
  });

  test('is nothing before the first row', () => {
    expect(part(table('2026-11-23', '2026-11-30'), '2026-11-16', '2026-11-23', look)).toBe('whole');
  });
});

describe('A table that lacks one day in seventeen, whatever its weekday', () => {
  const isMissing = (day: string): boolean => dayNumber(day) % 17 === 0;

  test('is whole where a month lacks as many as others do', () => {
    const days = table('2025-06-01', '2026-11-22', isMissing);
    for (const month of ['03', '04', '05', '06', '07', '08', '09', '10'])
      expect(part(days, `2026-${month}-01`, `2026-${String(Number(month) + 1).padStart(2, '0')}-01`)).toBe('whole');
  });

  test('is not where a week lacks three days, nor where a month lacks eight', () => {
    const lost = (day: string): boolean => isMissing(day) || (day >= '2026-10-05' && day < '2026-10-08');
    expect(part(table('2025-06-01', '2026-11-22', lost), '2026-10-05', '2026-10-12')).toMatch(/^4 of [67], open$/);
    const more = (day: string): boolean => isMissing(day) || (day >= '2026-10-05' && day < '2026-10-12');
    expect(part(table('2025-06-01', '2026-11-22', more), '2026-10-01', '2026-11-01')).toMatch(
      /^2[234] of 3[01], open$/,
    );
  });
});
