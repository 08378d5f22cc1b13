import { addDays, periodOf } from '../lib/period.ts';
import type { Grain, IsoDay, Period, Weekday } from '../types.ts';
import { quoteName, quoteText } from './quoteSql.ts';
import type { Span } from './scansOf.ts';

/** What the rows of a span are called in a statement: "in_week", "in_last_28_days", "since_month", "at_end". */
export function spanName(span: Span, grain: Grain): string {
  switch (span.kind) {
    case 'period':
      return `in_${grain}`;
    case 'rolling':
      return `in_last_${span.days}_days`;
    case 'to_date':
      return `since_${span.since}`;
    case 'end':
      return 'at_end';
  }
}

/**
 * The step that says which days count for which period (`_period`, `_day`), or when each ends (`_period`, `_end`).
 * Joining on equal days is many times faster than on a range of days. The names begin with `_`, so that no column of a
 * mart is likely to be called the same.
 */
export function spanSql(span: Exclude<Span, { kind: 'period' }>, periods: string): string {
  if (span.kind === 'end') return `select period_start as _period, period_end as _end from ${periods}`;
  const first =
    span.kind === 'rolling' ? `period_end - ${span.days}` : `period_start(${quoteText(span.since)}, period_end - 1)`;
  return `select period_start as _period, unnest(range(${first}, period_end, interval 1 day))::date as _day\nfrom ${periods}`;
}

/** The join of a mart with a span's step; empty where a row's own day tells its period. */
export function spanJoin(span: Span, time: string, step: string): string {
  switch (span.kind) {
    case 'period':
      return '';
    case 'rolling':
    case 'to_date':
      return `join ${step} on _day = ${quoteName(time)}::date\n`;
    case 'end': {
      const stands =
        span.until === null ? '' : ` and (${quoteName(span.until)} is null or ${quoteName(span.until)} >= _end)`;
      return `join ${step} on ${quoteName(time)} < _end${stands}\n`;
    }
  }
}

/** The days that count for any of the periods, as a condition on the time column: lets the engine skip the others. */
export function daysCondition(request: {
  readonly span: Span;
  readonly time: string;
  readonly periods: readonly Period[];
  readonly weekStart: Weekday;
}): string | null {
  const { span, time, periods, weekStart } = request;
  if (span.kind === 'end') return null;
  const ranges = joined(periods.map((period) => [firstDay(period, span, weekStart), period.end]));
  const conditions = ranges.map(
    ([from, to]) => `${quoteName(time)} >= date ${quoteText(from)} and ${quoteName(time)} < date ${quoteText(to)}`,
  );
  return conditions.length === 1 ? (conditions[0] ?? null) : `(${conditions.join(' or ')})`;
}

function firstDay(period: Period, span: Exclude<Span, { kind: 'end' }>, weekStart: Weekday): IsoDay {
  if (span.kind === 'period') return period.start;
  if (span.kind === 'rolling') return addDays(period.end, -span.days);
  return periodOf(addDays(period.end, -1), span.since, weekStart).start;
}

type DayRange = readonly [IsoDay, IsoDay];

/** Ranges of days that touch or overlap become one. */
function joined(ranges: readonly DayRange[]): readonly DayRange[] {
  const result: DayRange[] = [];
  for (const [from, to] of [...ranges].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const last = result.at(-1);
    if (last === undefined || from > last[1]) result.push([from, to]);
    else result[result.length - 1] = [last[0], to > last[1] ? to : last[1]];
  }
  return result;
}
