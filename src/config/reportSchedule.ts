import type { Schedule, Weekday } from '../types.ts';
import type { ScheduleFile } from './reportSchema.ts';

const words = { daily: 'day', weekly: 'week', monthly: 'month', quarterly: 'quarter' } as const;

/**
 * A report's schedule with its defaults: at 06:00, on the 1st of a month or quarter, and on the first day of the week.
 * A schedule is a report's and a week's first day a brand's: where brands differ, `weekStart` is that of the report's
 * first brand, so that one report comes out on one weekday.
 */
export function scheduleOf(file: ScheduleFile, { weekStart }: { weekStart: Weekday }): Schedule {
  const { every, on, at = '06:00' } = typeof file === 'string' ? { every: words[file], on: undefined } : file;
  switch (every) {
    case 'day':
      return { every, at };
    case 'week':
      return { every, on: typeof on === 'string' ? on : weekStart, at };
    default:
      return { every, on: typeof on === 'number' ? on : 1, at };
  }
}
