import type { DuckDBConnection } from '@duckdb/node-api';
import type { MergedRows, ParquetWriter } from '../../types.ts';
import { copyOrdered, type OrderedCopy } from './copyOrdered.ts';
import { copyWide } from './copyWide.ts';
import { cursorsOf } from './digestRows.ts';
import { INCOMPLETE, layersSql, valuesSql } from './layersSql.ts';

type MergeRequest = Parameters<ParquetWriter['merge']>[0];

/**
 * Implements `ParquetWriter.merge`. One sort on disk, whatever the number of layers, and then a look at each row's neighbours:
 * memory does not grow with the rows.
 */
export async function mergeRows(
  connection: DuckDBConnection,
  request: MergeRequest,
): Promise<MergedRows | 'incomplete'> {
  const { columns, target, key, version, isOrdered, layers } = request;
  const orderedBy = layers.length === 0 ? [] : key.length > 0 ? key : isOrdered ? [] : Object.keys(columns).slice(0, 1);
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
    const base = [{ parquet: target, from: 0, to: rows, of: rows }];
    return { rows, ...(await cursorsOf(connection, { ...request, files: { base, deltas: [], key: [] } })) };
  } catch (error) {
    if (error instanceof Error && error.message.includes(INCOMPLETE)) return 'incomplete';
    throw error;
  }
}
