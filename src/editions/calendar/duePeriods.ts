import { Temporal } from 'temporal-polyfill';
import { addDays, isoWeekday, periodOf, shiftPeriod, WEEKDAYS } from '../../lib/period.ts';
import type { DuePeriod, Instant, IsoDay, Period, Schedule, Weekday } from '../../types.ts';

/** A schedule as one brand's clock reads it. */
export interface ScheduleClock {
  readonly schedule: Schedule;
  /** IANA name: "Asia/Singapore". */
  readonly timeZone: string;
  readonly weekStart: Weekday;
  readonly now: Instant;
  /** Zones in which the period must be over too, at the same time of their own clocks. */
  readonly otherZones?: readonly string[];
}

/**
 * The closed periods that are due at `now`, its instant included, oldest first. With `after` (the end of the last
 * published period): those that end later, at most the `limit` newest. Without it: only the newest, because nobody
 * waits for what was never promised.
 */
export function duePeriods(
  request: ScheduleClock & { readonly after?: IsoDay; readonly limit?: number },
): readonly DuePeriod[] {
  const { after, limit = 60 } = request;
  const newest = newestDue(request);
  if (after === undefined) return [newest];
  const due: DuePeriod[] = [];
  for (let next = newest; next.period.end > after && due.length < limit; next = neighbour(next, -1, request)) {
    due.unshift(next);
  }
  return due;
}

/** The first period that is due only after `now`. */
export function nextDue(clock: ScheduleClock): DuePeriod {
  return neighbour(newestDue(clock), 1, clock);
}

function newestDue(clock: ScheduleClock): DuePeriod {
  const now = Temporal.Instant.from(clock.now);
  const today = now.toZonedDateTimeISO(clock.timeZone).toPlainDate().toString();
  let candidate = dueOf(periodOf(today, clock.schedule.every, clock.weekStart), clock);
  while (Temporal.Instant.compare(candidate.dueAt, now) > 0 || !comesOut(candidate.period, clock.schedule))
    candidate = neighbour(candidate, -1, clock);
  return candidate;
}

/** The next period (or with −1 the one before) that has an edition. */
function neighbour({ period }: DuePeriod, count: 1 | -1, clock: ScheduleClock): DuePeriod {
  let next = shiftPeriod(period, count);
  while (!comesOut(next, clock.schedule)) next = shiftPeriod(next, count);
  return dueOf(next, clock);
}

/** Whether a period has an edition: of a day that closes on a weekday which the schedule does not name there is none. */
function comesOut({ end }: Period, schedule: Schedule): boolean {
  if (schedule.every !== 'day' || schedule.on === undefined) return true;
  return schedule.on.some((day) => WEEKDAYS.indexOf(day) + 1 === isoWeekday(end));
}

/**
 * A local time that a clock change skips counts as the same time by the clock from before (02:30 becomes 03:30); one
 * that comes twice counts when it first comes. That is Temporal's "compatible", and what calendars of people do.
 */
function dueOf(period: Period, { schedule, timeZone, weekStart, otherZones = [] }: ScheduleClock): DuePeriod {
  const day = Temporal.PlainDate.from(dueDay(period.end, schedule, weekStart));
  const instants = [timeZone, ...otherZones].map((zone) =>
    day.toZonedDateTime({ timeZone: zone, plainTime: schedule.at }).toInstant(),
  );
  const [last] = instants.sort((a, b) => Temporal.Instant.compare(b, a));
  return { period, dueAt: String(last) };
}

/** The first day on which the schedule names a period that closed as `closedOn` began. */
function dueDay(closedOn: IsoDay, schedule: Schedule, weekStart: Weekday): IsoDay {
  switch (schedule.every) {
    case 'day':
      return closedOn;
    case 'week':
      return addDays(closedOn, (WEEKDAYS.indexOf(schedule.on ?? weekStart) + 8 - isoWeekday(closedOn)) % 7);
    case 'month':
    case 'quarter':
    case 'year':
      return dayOfMonth(closedOn, schedule.on);
  }
}

/** Day 31 of a shorter month is its last. */
function dayOfMonth(firstDay: IsoDay, day: number): IsoDay {
  return Temporal.PlainDate.from(firstDay).with({ day }, { overflow: 'constrain' }).toString();
}
