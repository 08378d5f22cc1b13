import { WEEKDAYS } from '../lib/period.ts';
import type { Schedule } from '../types.ts';
import type { ProblemList } from './problemList.ts';
import type { ReportContent } from './readContent.ts';
import type { ScheduleFile } from './reportSchema.ts';

const words = { daily: 'day', weekly: 'week', monthly: 'month', quarterly: 'quarter', yearly: 'year' } as const;

/**
 * A report's schedule with its defaults: at 06:00, on the 1st after a month, quarter or year; a week's first day is the
 * brand's. What `checkSchedule` complains of is passed over.
 */
export function scheduleOf(file: ScheduleFile): Schedule {
  const { every, on, at = '06:00' } = typeof file === 'string' ? { every: words[file], on: undefined } : file;
  const days = on === undefined || typeof on === 'number' ? [] : [on].flat();
  switch (every) {
    case 'day':
      return days.length === 0 ? { every, at } : { every, on: WEEKDAYS.filter((day) => days.includes(day)), at };
    case 'week':
      return days[0] === undefined ? { every, at } : { every, on: days[0], at };
    default:
      return { every, on: typeof on === 'number' ? on : 1, at };
  }
}

/** Complains of days that a schedule's `every` does not have. */
export function checkSchedule({ known: { schedule }, yaml }: ReportContent, problems: ProblemList): void {
  if (schedule === undefined || typeof schedule === 'string' || schedule.on === undefined) return;
  const { every, on } = schedule;
  const place = yaml.at(['schedule', 'on']);
  const weekdays = WEEKDAYS.join(', ');
  if (every === 'day' && typeof on === 'number')
    problems.add(
      place,
      `A day is not the ${on}th of anything.`,
      `Write the weekdays on which it comes out: ${weekdays}.`,
    );
  if (every === 'week' && typeof on === 'number')
    problems.add(place, `A week has no day ${on}.`, `Write a weekday: ${weekdays}.`);
  // The second edition of a week would be of the same week as the first.
  if (every === 'week' && Array.isArray(on) && on.length > 1)
    problems.add(
      place,
      'A week closes once, and has one edition.',
      `Write {every: day, on: [${on.join(', ')}]} for an edition on each of these days, of the day before; its blocks may show weeks.`,
    );
  if (every !== 'day' && every !== 'week' && typeof on !== 'number')
    problems.add(place, `A ${every} has more than one ${[on].flat()[0]}.`, 'Write a day of the month, from 1 to 28.');
}
