import { Temporal } from 'temporal-polyfill';
import type { Instant, IsoDay } from '../types.ts';

/** The day that an instant lies in by a zone's clocks. */
export function localDay(instant: Instant, timeZone: string): IsoDay {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
