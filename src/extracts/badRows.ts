import { badRowWords } from '../lib/badRowWords.ts';
import { type Problem, ProblemsError } from '../lib/problem.ts';
import type { RejectedRow, SourceTable } from '../types.ts';
import type { TablePull } from './tablePull.ts';

const SHOWN = 5;

/** What bad rows mean for one brand: those that are its own, or may be; and why they are more than the table allows, if they are. */
export interface BadRowsOfBrand {
  readonly rejected: readonly RejectedRow[];
  readonly problems: readonly Problem[];
}

/** Tells how many rows were set aside. Throws a ProblemsError, with the first few, where they are more than the table allows. */
export function refuseBadRows(pull: TablePull, rows: number, rejected: readonly RejectedRow[]): void {
  const problems = badRowProblems(pull.table, rows, rejected);
  if (problems.length > 0) throw new ProblemsError(problems);
  tellSetAside(pull, '', rows, rejected);
}

/**
 * Judges a brand's own bad rows of a source with a brand column: one brand's cost no other. A row of which nobody can tell whose it
 * is counts for each.
 */
export function badRowsOf(
  pull: TablePull,
  brand: string,
  { rows, rejected }: { readonly rows: number; readonly rejected: readonly RejectedRow[] },
): BadRowsOfBrand {
  const own = rejected.filter(({ whose = brand }) => whose === brand);
  const problems = badRowProblems(pull.table, rows, own);
  if (problems.length === 0) tellSetAside(pull, ` of ${brand}`, rows, own);
  return { rejected: own, problems };
}

/** Tells of bad rows that no brand would have had, had they been good. */
export function tellNobodysBad({ source, table, effects }: TablePull, rejected: readonly RejectedRow[]): void {
  const nobodys = rejected.filter(({ whose }) => whose !== undefined && !source.brands.includes(whose ?? ''));
  if (nobodys.length === 0) return;
  const [first] = nobodys;
  effects.log.warn(
    `${source.name}.${table.name}: ${nobodys.length} bad ${nobodys.length === 1 ? 'row has' : 'rows have'} a ${source.brandColumn} that is no brand's; the first is in line ${first?.line} of ${first?.file}.`,
  );
}

function tellSetAside(
  { source, table, effects }: TablePull,
  ofBrand: string,
  rows: number,
  rejected: readonly RejectedRow[],
): void {
  if (rejected.length === 0) return;
  effects.log.warn(
    `${source.name}.${table.name}: ${rejected.length} bad ${rejected.length === 1 ? 'row was' : 'rows were'} set aside, of ${rows + rejected.length}${ofBrand}; its manifest below extracts/ lists them.`,
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
