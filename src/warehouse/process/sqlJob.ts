/** What is asked of the process that runs the project's SQL, and what comes of it: data alone. */

import type { DuckDBSettings } from '../../duckdb/connection.ts';
import type { SqlText } from '../../duckdb/sqlText.ts';
import type { Cell } from '../../types.ts';
import type { QueryResult } from '../queryResult.ts';
import type { ReadLimits } from '../readResult.ts';
import type { BindRequest, BoundProject } from './boundProject.ts';
import type { BuiltWarehouse, FillRequest } from './fillWarehouse.ts';

/** Each job, with what it is given and what comes of it. */
export interface SqlJobs {
  readonly bind: { readonly given: BindRequest; readonly made: BoundProject };
  readonly fill: { readonly given: FillRequest; readonly made: BuiltWarehouse };
  readonly open: { readonly given: OpenRequest; readonly made: null };
  /** Of many rows all but the last portion come before it. */
  readonly query: { readonly given: QueryRequest; readonly made: QueryResult };
  readonly close: { readonly given: null; readonly made: null };
}

export interface OpenRequest {
  readonly file: string;
  readonly duckdb: DuckDBSettings;
  readonly timeLimitMs: number;
  readonly most: Omit<ReadLimits, 'keep'>;
}

export interface QueryRequest {
  readonly text: SqlText;
  readonly parameters: Readonly<Record<string, Cell>>;
  readonly keep?: number | undefined;
}

export type JobName = keyof SqlJobs;
