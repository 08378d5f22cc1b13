import type { Instant } from '../types.ts';

/**
 * What data are as of at `now`: their highest cursor, but no later than that; where there is no cursor, or it is no time,
 * `otherwise`: the pull that last brought a change.
 */
export function asOfAt(maxCursor: string | null, now: Instant, otherwise: Instant): Instant {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,3})\d*)?)?(?:\+00)?$/.exec(maxCursor ?? '');
  if (parts === null) return otherwise;
  const [, day, time = '00:00:00', milliseconds] = parts;
  const instant = `${day}T${time}${milliseconds === undefined ? '' : `.${milliseconds}`}Z`;
  return Date.parse(instant) > Date.parse(now) ? now : instant;
}
