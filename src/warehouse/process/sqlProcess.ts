/**
 * The process that runs the project's SQL, started by sqlChild.ts: models, queries, checks, metrics. DuckDB cannot stop
 * everything that it begins, and a fault of its own can end the process that it is in.
 */
import { serve, tell } from '../../sandbox/sandboxWork.ts';
import { bindSql } from './bindSql.ts';
import { fillWarehouse } from './fillWarehouse.ts';
import { openReader, type WarehouseReader } from './readWarehouse.ts';
import type { JobName, QueryRequest, SqlJobs } from './sqlJob.ts';

let reader: WarehouseReader | undefined;

const JOBS: { readonly [Name in JobName]: (given: SqlJobs[Name]['given']) => Promise<SqlJobs[Name]['made']> } = {
  bind: bindSql,
  fill: fillWarehouse,
  open: async (request) => {
    reader = await openReader(request);
    return null;
  },
  query: runQuery,
  close: async () => {
    reader?.close();
    reader = undefined;
    return null;
  },
};

/** Rows are sent so many at a time: all at once they would be in memory twice more. */
const PORTION = 20_000;

async function runQuery(request: QueryRequest): Promise<SqlJobs['query']['made']> {
  if (reader === undefined) throw new Error('No warehouse is open.');
  const { rows, ...made } = await reader.query(request);
  let sent = 0;
  for (; rows.length - sent > PORTION; sent += PORTION) await tell({ part: rows.slice(sent, sent + PORTION) });
  return { ...made, rows: rows.slice(sent) };
}

serve(JOBS);
