import type { Brand, Instant, Report } from '../../types.ts';
import { nextDue } from './duePeriods.ts';

/** The instant at which the next edition of any report of any brand comes due; undefined where no brand has a report. */
export function nextEditionAt(request: {
  readonly brands: readonly Brand[];
  readonly reports: readonly Report[];
  readonly now: Instant;
}): Instant | undefined {
  const { brands, reports, now } = request;
  const instants = brands.flatMap(({ name, timeZone, weekStart, spans = [] }) => {
    const otherZones = spans.map((spanned) => spanned.timeZone);
    return reports
      .filter((report) => report.brands.includes(name))
      .map(({ schedule }) => Date.parse(nextDue({ schedule, timeZone, weekStart, otherZones, now }).dueAt));
  });
  return instants.length === 0 ? undefined : new Date(Math.min(...instants)).toISOString();
}
