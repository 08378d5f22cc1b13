import type { DuckDBConnection } from '@duckdb/node-api';
import type { ParquetWriter, SettledRows } from '../types.ts';
import { copyOrdered } from './copyOrdered.ts';
import { INCOMPLETE, layersSql, valuesSql } from './layersSql.ts';
import { quoteName, quoteText } from './sqlName.ts';

type SettleRequest = Parameters<ParquetWriter['settle']>[0];

/**
 * Implements `ParquetWriter.settle`. One sort on disk, whatever the number of layers, and then a look at each row's neighbours:
 * memory does not grow with the rows.
 */
export async function settleRows(
  connection: DuckDBConnection,
  request: SettleRequest,
): Promise<SettledRows | 'incomplete'> {
  const { columns, target, key, isOrdered } = request;
  const orderedBy = key.length > 0 ? key : isOrdered ? [] : Object.keys(columns).slice(0, 1);
  try {
    const rows = await copyOrdered(connection, {
      columns,
      target,
      orderedBy,
      sql: (within) => layersSql(request, within),
      valuesSql: (names) => valuesSql(request, names),
    });
    return { rows, ...(await cursorsOf(connection, request)) };
  } catch (error) {
    if (error instanceof Error && error.message.includes(INCOMPLETE)) return 'incomplete';
    throw error;
  }
}

async function cursorsOf(
  connection: DuckDBConnection,
  { cursor, target }: SettleRequest,
): Promise<Pick<SettledRows, 'minCursor' | 'maxCursor'>> {
  if (cursor === null) return { minCursor: null, maxCursor: null };
  const column = quoteName(cursor);
  const found = await connection.runAndReadAll(
    `select min(${column})::varchar, max(${column})::varchar from read_parquet(${quoteText(target)})`,
  );
  const [min, max] = found.getRows()[0] ?? [];
  return { minCursor: min == null ? null : String(min), maxCursor: max == null ? null : String(max) };
}
