/** Days, instants, periods and schedules. */

export type CalendarGrain = 'day' | 'week' | 'month' | 'quarter' | 'year';
/** `all_time`: one period, from the first row to the edition's end. */
export type Grain = CalendarGrain | 'all_time';
export type IsoDay = string;
export type Instant = string;
export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';

export interface Period {
  readonly grain: Grain;
  /** First day. */
  readonly start: IsoDay;
  /** The day after the last day. */
  readonly end: IsoDay;
}

/**
 * When a report comes out: after every closed `every`, at `at` (24-hour local time) on `on`; of a week without it, on the
 * brand's first weekday. A daily one with `on` comes out on these weekdays alone, each time of the day before.
 */
export type Schedule =
  | { readonly every: 'day'; readonly on?: readonly Weekday[]; readonly at: string }
  | { readonly every: 'week'; readonly on?: Weekday; readonly at: string }
  | { readonly every: 'month' | 'quarter' | 'year'; readonly on: number; readonly at: string };

/** One period that a schedule names, and the instant from which its edition may come out. */
export interface DuePeriod {
  readonly period: Period;
  readonly dueAt: Instant;
}
