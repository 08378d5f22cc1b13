import { reasonsOf } from '../lib/problem.ts';
import type { Cell, Claim, Column, Table, Verdict } from '../types.ts';

const SAMPLE_ROWS = 5;

/** Runs a query that has been bound before; what the warehouse gives back: the first rows, and how many there are. */
export type Query = (
  sql: Pick<Claim, 'sql' | 'place' | 'parts'>,
  keep: number,
) => Promise<{
  readonly columns: readonly { readonly name: string; readonly type: Column['type'] }[];
  readonly rows: readonly (readonly Cell[])[];
  readonly rowCount: number;
}>;

export interface JudgedClaims {
  readonly verdicts: readonly Verdict[];
  /** Why claims could not be judged, by their names. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
}

/**
 * Runs each claim and tells how many rows break it, with the first few as a sample. In the order given. One that fails
 * is told, and judges nothing; `missing` tells of a model that it reads and that is not there.
 */
export async function runClaims(
  claims: readonly Claim[],
  query: Query,
  missing: (claim: Claim) => readonly string[] = () => [],
): Promise<JudgedClaims> {
  const verdicts: Verdict[] = [];
  const faults = new Map<string, readonly string[]>();
  for (const claim of claims) {
    const absent = missing(claim);
    const judged = absent.length > 0 ? absent : await judge(claim, query).catch(reasonsOf);
    if ('check' in judged) verdicts.push(judged);
    else faults.set(claim.name, judged);
  }
  return { verdicts, faults };
}

async function judge(claim: Claim, query: Query): Promise<Verdict> {
  const { name, description, severity } = claim;
  const { columns, rows, rowCount } = await query(claim, SAMPLE_ROWS);
  const sample: Table | null =
    rows.length === 0 ? null : { columns: columns.map((column) => ({ ...column, label: column.name })), rows };
  return { check: name, description, severity, failures: rowCount, sample };
}
