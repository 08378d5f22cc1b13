import type { ResultColumn } from '../duckdb/columnKind.ts';
import type { Cell } from '../types.ts';

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Of all that there are, where only the first were kept. */
  readonly rowCount: number;
}
