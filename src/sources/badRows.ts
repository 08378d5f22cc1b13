import { badRowWords } from '../lib/badRowWords.ts';
import { type Problem, ProblemsError } from '../lib/problem.ts';
import type { RejectedRow, SourceTable } from '../types.ts';
import type { TablePull } from './pullTable.ts';

const SHOWN = 5;

/** Tells how many rows were set aside. Throws a ProblemsError, with the first few, where they are more than the table allows. */
export function refuseBadRows(
  { source, table, effects }: TablePull,
  rows: number,
  rejected: readonly RejectedRow[],
): void {
  const problems = badRowProblems(table, rows, rejected);
  if (problems.length > 0) throw new ProblemsError(problems);
  if (rejected.length > 0)
    effects.log.warn(
      `${source.name}.${table.name}: ${rejected.length} bad ${rejected.length === 1 ? 'row was' : 'rows were'} set aside, of ${rows + rejected.length}; its manifest below extracts/ lists them.`,
    );
}

function badRowProblems(table: SourceTable, rows: number, rejected: readonly RejectedRow[]): readonly Problem[] {
  const { maxBadRows: allowed = 0 } = table;
  const all = rows + rejected.length;
  if (rejected.length <= allowed * all) return [];
  const message = `${rejected.length} of ${all} rows ${rejected.length === 1 ? 'is' : 'are'} bad, more than the ${Number((allowed * 100).toPrecision(6))} % of max_bad_rows.`;
  const shown = rejected.slice(0, SHOWN).map(({ file, line, text, reason }) => ({
    file,
    line,
    message: badRowWords(reason, text === '' ? '' : JSON.stringify(text)),
  }));
  return [{ ...table.place, message }, ...shown];
}
