import type { Within } from './metricQuery.ts';
import { quoteName, quoteText } from './quoteSql.ts';
import type { Scan } from './scansOf.ts';

/** The step that holds the wanted values of a dimension. */
export interface Parts {
  readonly step: string;
  readonly dimension: string;
}

/** The wanted values, as one column of text. */
export function partsSql({ values }: Within): string {
  return values.length === 0
    ? 'select null::varchar as part where false'
    : `values\n  ${values.map((value) => `(${quoteText(value)})`).join(',\n  ')}`;
}

/** Whether a row is of a wanted part. */
export function partCondition({ step, dimension }: Parts): string {
  return `cast(${quoteName(dimension)} as varchar) in (select part from ${step})`;
}

/** What a scan's first rows are found by: scans alike in it share a step. */
export function firstRowsKey({ mart, time, since, grainIs }: Scan): string {
  return JSON.stringify([mart, time, since, grainIs]);
}

/**
 * The first row of a mart as an aggregate: the earliest of the columns since which it was counted, where the metric's own
 * has any day at all. What no row tells was never counted.
 */
export function firstRowSql({ time, since }: Pick<Scan, 'time' | 'since'>): string {
  const first = (column: string): string => `min(${quoteName(column)})`;
  if (since.length === 1) return first(time);
  return `case when ${first(time)} is not null then least(${since.map(first).join(', ')}) end`;
}

/** The first row of each part: nobody was counting it before, also where the mart has earlier rows of others. */
export function firstRowsSql(scan: Scan, parts: Parts): string {
  const { mart, grainIs } = scan;
  const conditions = [...(grainIs === null ? [] : [grainIs]), partCondition(parts)].join('\n  and ');
  const dimension = quoteName(parts.dimension);
  return `select\n  ${dimension},\n  ${firstRowSql(scan)} as first_row_on\nfrom ${quoteName(mart)}\nwhere ${conditions}\ngroup by 1`;
}
