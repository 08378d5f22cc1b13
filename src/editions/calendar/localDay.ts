import { Temporal } from 'temporal-polyfill';
import type { Instant, IsoDay } from '../../types.ts';

/** The instant at which a day begins by a zone's clocks. */
export function dayBegins(day: IsoDay, timeZone: string): Instant {
  return Temporal.PlainDate.from(day).toZonedDateTime(timeZone).toInstant().toString();
}

/** The day that an instant lies in by a zone's clocks. */
export function localDay(instant: Instant, timeZone: string): IsoDay {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
