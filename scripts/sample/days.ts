const DAY_MS = 86_400_000;

/** A day as a count of days since 1970, which loops can add to. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** "2026-11-22". */
export function isoDay(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** 0 for Sunday … 6 for Saturday. */
export function weekdayOf(number: number): number {
  return (number + 4) % 7;
}

/** 1 for January … 12 for December. */
export function monthOf(number: number): number {
  return new Date(number * DAY_MS).getUTCMonth() + 1;
}
