import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../duckdb/sqlName.ts';
import type { ParquetWriter, SettledRows } from '../../types.ts';
import { copyOrdered, type OrderedCopy } from './copyOrdered.ts';
import { copyWide } from './copyWide.ts';
import { INCOMPLETE, layersSql, valuesSql } from './layersSql.ts';

type SettleRequest = Parameters<ParquetWriter['settle']>[0];

/**
 * Implements `ParquetWriter.settle`. One sort on disk, whatever the number of layers, and then a look at each row's neighbours:
 * memory does not grow with the rows.
 */
export async function settleRows(
  connection: DuckDBConnection,
  request: SettleRequest,
): Promise<SettledRows | 'incomplete'> {
  const { columns, target, key, version, isOrdered } = request;
  const orderedBy = key.length > 0 ? key : isOrdered ? [] : Object.keys(columns).slice(0, 1);
  const copyOf = (part: Pick<OrderedCopy, 'columns' | 'target' | 'width'>): OrderedCopy => ({
    ...part,
    orderedBy,
    sql: (within) => layersSql({ ...request, columns: part.columns }, within),
    valuesSql: (names) => valuesSql(request, names),
  });
  const deciding = version === null || key.includes(version) ? key : [...key, version];
  try {
    const rows =
      key.length > 0
        ? await copyWide(connection, { columns, target, deciding, copyOf })
        : await copyOrdered(connection, copyOf({ columns, target }));
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
