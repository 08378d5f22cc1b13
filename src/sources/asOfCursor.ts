import type { Instant } from '../types.ts';

/** The highest cursor as an instant, a future one being now at most; now where the cursor is no time or there is none. */
export function asOfCursor(maxCursor: string | null, now: Instant): Instant {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,3})\d*)?)?(?:\+00)?$/.exec(maxCursor ?? '');
  if (parts === null) return now;
  const [, day, time = '00:00:00', milliseconds] = parts;
  const instant = `${day}T${time}${milliseconds === undefined ? '' : `.${milliseconds}`}Z`;
  return Date.parse(instant) > Date.parse(now) ? now : instant;
}
