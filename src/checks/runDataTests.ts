import { reasonsOf } from '../lib/problem.ts';
import type { Cell, Column, DataTest, Table, Verdict } from '../types.ts';

const SAMPLE_ROWS = 5;

/** Runs a query that has been bound before; what the warehouse gives back: the first rows, and how many there are. */
export type Query = (
  sql: Pick<DataTest, 'sql' | 'place' | 'parts'>,
  keep: number,
) => Promise<{
  readonly columns: readonly { readonly name: string; readonly type: Column['type'] }[];
  readonly rows: readonly (readonly Cell[])[];
  readonly rowCount: number;
}>;

export interface DataTestResults {
  readonly verdicts: readonly Verdict[];
  /** Why data tests could not be run, by their names. */
  readonly faults: ReadonlyMap<string, readonly string[]>;
}

/**
 * Runs the data tests: the verdict says how many rows break it, with the first few as a sample, in the order given. A test
 * whose SQL fails has a fault in place of a verdict; `missing` says which models it reads that are not there.
 */
export async function runDataTests(
  dataTests: readonly DataTest[],
  query: Query,
  missing: (dataTest: DataTest) => readonly string[] = () => [],
): Promise<DataTestResults> {
  const verdicts: Verdict[] = [];
  const faults = new Map<string, readonly string[]>();
  const run = async (dataTest: DataTest): Promise<Verdict | readonly string[]> => {
    const absent = missing(dataTest);
    return absent.length > 0 ? absent : judge(dataTest, query).catch(reasonsOf);
  };
  const results = await Promise.all(dataTests.map(async (dataTest) => [dataTest.name, await run(dataTest)] as const));
  for (const [name, judged] of results) {
    if ('check' in judged) verdicts.push(judged);
    else faults.set(name, judged);
  }
  return { verdicts, faults };
}

async function judge(dataTest: DataTest, query: Query): Promise<Verdict> {
  const { name, description, severity } = dataTest;
  const { columns, rows, rowCount } = await query(dataTest, SAMPLE_ROWS);
  const sample: Table | null =
    rows.length === 0 ? null : { columns: columns.map((column) => ({ ...column, label: column.name })), rows };
  return { check: name, description, severity, failures: rowCount, sample };
}
