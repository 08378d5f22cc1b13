/** A period in which a zone's clocks are a fixed number of seconds ahead of UTC. */
export interface ZonePeriod {
  /** Milliseconds since 1970. */
  readonly from: number;
  /** The first millisecond of the next period; null for the last one. */
  readonly until: number | null;
  readonly offsetSeconds: number;
}

/** Which edition of the time-zone database Node has: "2026c". */
export const ZONE_DATABASE = process.versions['tz'] ?? '';

/** Clocks are looked up between these: what is earlier or later is nobody's order or visit. */
const FIRST = Date.UTC(1900, 0, 1);
const LAST = Date.UTC(2100, 0, 1);
/** No zone has changed its clocks and changed them back within so short a time since 1900. */
const STEP_MS = 5 * 86_400_000;

/**
 * The clocks of a zone from 1900 to 2100 as Node's own time-zone database has them: the one that schedules and pages go
 * by. The last period has no end.
 */
export function zonePeriods(timeZone: string): readonly ZonePeriod[] {
  const known = periodsOfZone.get(timeZone);
  if (known !== undefined) return known;
  const offsetAt = offsetsOf(timeZone);
  const changes: number[] = [];
  let before = { at: FIRST, offset: offsetAt(FIRST) };
  while (before.at < LAST) {
    const at = Math.min(before.at + STEP_MS, LAST);
    const after = { at, offset: offsetAt(at) };
    changes.push(...changesBetween(before, after, offsetAt));
    before = after;
  }
  const starts = [FIRST, ...changes];
  const made = starts.map((from, index): ZonePeriod => {
    return { from, until: starts[index + 1] ?? null, offsetSeconds: offsetAt(from) };
  });
  periodsOfZone.set(timeZone, made);
  return made;
}

/** Brands share zones, and a zone takes a tenth of a second to read. */
const periodsOfZone = new Map<string, readonly ZonePeriod[]>();

interface Clock {
  readonly at: number;
  readonly offset: number;
}

/** The instants at which the clocks change, to the second. */
function changesBetween(from: Clock, to: Clock, offsetAt: (at: number) => number): readonly number[] {
  if (from.offset === to.offset) return [];
  if (to.at - from.at <= 1000) return [to.at];
  const at = from.at + Math.floor((to.at - from.at) / 2000) * 1000;
  const middle = { at, offset: offsetAt(at) };
  return [...changesBetween(from, middle, offsetAt), ...changesBetween(middle, to, offsetAt)];
}

function offsetsOf(timeZone: string): (at: number) => number {
  const digits = '2-digit';
  const clock = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: digits, day: digits },
    ...{ hour: digits, minute: digits, second: digits },
  });
  return (at) => {
    const [day = 0, month = 1, year = 0, hour = 0, minute = 0, second = 0] = (clock.format(at).match(/\d+/g) ?? []).map(
      Number,
    );
    return (Date.UTC(year, month - 1, day, hour, minute, second) - at) / 1000;
  };
}
