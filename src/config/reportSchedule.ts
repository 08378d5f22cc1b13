import type { Schedule } from '../types.ts';
import type { ScheduleFile } from './reportSchema.ts';

const words = { daily: 'day', weekly: 'week', monthly: 'month', quarterly: 'quarter' } as const;

/** A report's schedule with its defaults: at 06:00, on the 1st of a month or quarter; a week's first day is the brand's. */
export function scheduleOf(file: ScheduleFile): Schedule {
  const { every, on, at = '06:00' } = typeof file === 'string' ? { every: words[file], on: undefined } : file;
  switch (every) {
    case 'day':
      return { every, at };
    case 'week':
      return typeof on === 'string' ? { every, on, at } : { every, at };
    default:
      return { every, on: typeof on === 'number' ? on : 1, at };
  }
}
