import type { Brand, Grain, Instant, Report } from '../../types.ts';

/** A period of its own and ten days: an outage or a holiday costs nobody a mail, and nobody gets what is long past. */
const DEFAULT_DAYS: Readonly<Record<Grain, number>> = {
  day: 11,
  week: 17,
  month: 41,
  quarter: 102,
  year: 376,
  all_time: 376,
};
const HOUR_MS = 3_600_000;

/** From when on an edition's mail is of no use: so long after it came out. */
export function uselessFrom({
  at,
  grain,
  report,
  brand,
}: {
  readonly at: Instant;
  readonly grain: Grain;
  readonly report?: Pick<Report, 'mailHours'> | undefined;
  readonly brand?: Pick<Brand, 'mailHours'> | undefined;
}): Instant {
  const hours = report?.mailHours ?? brand?.mailHours ?? DEFAULT_DAYS[grain] * 24;
  return new Date(Date.parse(at) + hours * HOUR_MS).toISOString();
}
