import type { Within } from './planQueries.ts';
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
export function firstRowsKey({ mart, time, grainIs }: Scan): string {
  return JSON.stringify([mart, time, grainIs]);
}

/** The first row of each part: nobody was counting it before, also where the mart has earlier rows of others. */
export function firstRowsSql({ mart, time, grainIs }: Scan, parts: Parts): string {
  const conditions = [...(grainIs === null ? [] : [grainIs]), partCondition(parts)].join('\n  and ');
  const dimension = quoteName(parts.dimension);
  return `select\n  ${dimension},\n  min(${quoteName(time)}) as first_row_on\nfrom ${quoteName(mart)}\nwhere ${conditions}\ngroup by 1`;
}
