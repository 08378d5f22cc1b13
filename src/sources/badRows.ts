import type { Problem } from '../lib/problem.ts';
import type { RejectedRow, SourceTable } from '../types.ts';

const SHOWN = 5;

/** The share of rows that may be bad: a table's `max_bad_rows`, 0 where it says nothing. */
export function maxBadRows(table: SourceTable): number {
  const share = table.options['max_bad_rows'];
  return typeof share === 'number' ? share : 0;
}

/** What there is to say where more than the allowed share of rows is bad: how many, and the first few. Empty where it is not. */
export function badRowProblems(table: SourceTable, rows: number, rejected: readonly RejectedRow[]): readonly Problem[] {
  const all = rows + rejected.length;
  const allowed = maxBadRows(table);
  if (rejected.length <= allowed * all) return [];
  const message = `${rejected.length} of ${all} rows are bad, more than the ${allowed * 100} % of max_bad_rows.`;
  const shown = rejected.slice(0, SHOWN).map(({ file, line, text, reason }) => ({
    file,
    line,
    message: `The row ${reason}: ${JSON.stringify(text)}`,
  }));
  return [{ ...table.place, message }, ...shown];
}
