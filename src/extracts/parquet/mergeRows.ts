import type { DuckDBConnection } from '@duckdb/node-api';
import type { MergedRows, ParquetWriter } from '../../types.ts';
import { copyRows } from './copyRows.ts';
import { cursorsOf } from './digestRows.ts';
import { inOrder } from './inOrder.ts';
import { INCOMPLETE, layersPlan } from './layersSql.ts';

type MergeRequest = Parameters<ParquetWriter['merge']>[0];

/** Implements `ParquetWriter.merge`: one sort, whatever the number of layers, and then a look at each row's neighbours. */
export async function mergeRows(
  connection: DuckDBConnection,
  request: MergeRequest,
): Promise<MergedRows | 'incomplete'> {
  const { columns, target } = request;
  try {
    const { rows: unsorted, order, of } = layersPlan(request);
    const copy = (sorted: string): Promise<number> =>
      copyRows(connection, { sql: of(sorted), columns: Object.keys(columns).length, target });
    const rows = await (order === null ? copy(unsorted) : inOrder(connection, { rows: unsorted, order, use: copy }));
    const base = [{ parquet: target, from: 0, to: rows, of: rows }];
    return { rows, ...(await cursorsOf(connection, { ...request, files: { base, deltas: [], key: [] } })) };
  } catch (error) {
    if (error instanceof Error && error.message.includes(INCOMPLETE)) return 'incomplete';
    throw error;
  }
}
