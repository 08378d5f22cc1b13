import type { Cell, Claim, Column, Table, Verdict } from '../types.ts';

const SAMPLE_ROWS = 5;

/** Runs a query that has been bound before; what the warehouse gives back. */
export type Query = (sql: Pick<Claim, 'sql' | 'place' | 'parts'>) => Promise<{
  readonly columns: readonly { readonly name: string; readonly type: Column['type'] }[];
  readonly rows: readonly (readonly Cell[])[];
}>;

/** Runs each claim and tells how many rows break it, with the first few as a sample. In the order given. */
export async function runClaims(claims: readonly Claim[], query: Query): Promise<readonly Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const claim of claims) {
    const { name, description, severity } = claim;
    const { columns, rows } = await query(claim);
    const sample: Table | null =
      rows.length === 0
        ? null
        : { columns: columns.map((column) => ({ ...column, label: column.name })), rows: rows.slice(0, SAMPLE_ROWS) };
    verdicts.push({ check: name, description, severity, failures: rows.length, sample });
  }
  return verdicts;
}
