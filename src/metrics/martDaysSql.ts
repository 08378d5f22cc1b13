import type { IsoDay } from '../types.ts';
import { quoteName, quoteText } from './quoteSql.ts';

/** A mart and the column that places its rows in time. */
export interface DayPlace {
  readonly mart: string;
  readonly time: string;
}

/** The days on which a mart has rows, and how many (35 stand for more), up to `today`: a row that is dated later proves nothing. */
function daysSql({ mart, time }: DayPlace, by: readonly string[], today: IsoDay): string {
  const columns = [...by.map(quoteName), `${quoteName(time)}::date as _day`, 'least(count(*), 35) as _rows'];
  return `select ${columns.join(', ')}\nfrom ${quoteName(mart)}\nwhere isfinite(${quoteName(time)}) and ${quoteName(time)}::date <= date ${quoteText(today)}\ngroup by all`;
}

/**
 * A mart's days as runs of consecutive ones, in one text: "2026-09-28+2CZ 2026-12-01+1" has 2, 12 and at least 35 rows on the
 * three days from 28 September; with `by`, of each of its values. Columns: the dimension, runs.
 */
export function dayRunsSql(place: DayPlace, by: string | undefined, today: IsoDay): string {
  const dimensions = by === undefined ? [] : [quoteName(by)];
  const partition = dimensions.length === 0 ? '' : `partition by ${dimensions.join(', ')} `;
  const columns = (own: readonly string[]): string => [...dimensions, ...own].join(', ');
  const grouped = (last: readonly string[]): string => {
    const all = [...dimensions, ...last];
    return all.length === 0 ? '' : `\ngroup by ${all.join(', ')}`;
  };
  return (
    `with _days as (\n${daysSql(place, dimensions.length === 0 ? [] : [by ?? ''], today)}\n),\n` +
    `_numbered as (\nselect *, _day - cast(row_number() over (${partition}order by _day) as integer) as _island from _days\n),\n` +
    `_runs as (\nselect ${columns(['min(_day) as _first', `string_agg(to_base(_rows, 36), '' order by _day) as _sizes`])} from _numbered${grouped(['_island'])}\n)\n` +
    `select ${columns([`string_agg(strftime(_first, '%Y-%m-%d') || '+' || _sizes, ' ' order by _first) as runs`])} from _runs${grouped([])}\n`
  );
}

/** The groups whose first row is dated after a day. Columns: the dimensions, first day, last day, days with rows. */
export function youngGroupsSql(
  place: DayPlace,
  by: readonly string[],
  span: { readonly after: IsoDay; readonly today: IsoDay },
): string {
  const dimensions = by.map(quoteName).join(', ');
  return (
    `with _days as (\n${daysSql(place, by, span.today)}\n)\n` +
    `select ${dimensions}, min(_day) as first_day, max(_day) as last_day, count(*) as days\nfrom _days\ngroup by ${dimensions}\n` +
    `having min(_day) > date ${quoteText(span.after)}\norder by all\n`
  );
}
