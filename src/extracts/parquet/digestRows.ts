import type { DuckDBConnection } from '@duckdb/node-api';
import { rowFilesSql } from '../../duckdb/rowFilesSql.ts';
import { quoteName } from '../../duckdb/sqlName.ts';
import type { ParquetWriter, RowDigest } from '../../types.ts';

type DigestRequest = Parameters<ParquetWriter['digest']>[0];
type CursorsRequest = Parameters<ParquetWriter['cursors']>[0];

/** Implements `ParquetWriter.digest`: two sums, so that other rows that add up to both are not to be met. */
export async function digestRows(connection: DuckDBConnection, { files, columns }: DigestRequest): Promise<RowDigest> {
  const names = Object.keys(columns).sort().map(quoteName).join(', ');
  const read = await connection.runAndReadAll(`
    select version(), count(*), coalesce(sum("#hash"), 0)::varchar, coalesce(sum(hash("#hash", 1)), 0)::varchar
    from (select hash(${names}) as "#hash" from (${rowFilesSql(files, columns)}))`);
  const [engine, rows, first, second] = read.getRows()[0] ?? [];
  return { rows: Number(rows), engine: String(engine), sums: [String(first), String(second)] };
}

/** Implements `ParquetWriter.cursors`. */
export async function cursorsOf(
  connection: DuckDBConnection,
  { files, columns, cursor }: CursorsRequest,
): ReturnType<ParquetWriter['cursors']> {
  if (cursor === null) return { minCursor: null, maxCursor: null };
  const column = quoteName(cursor);
  const found = await connection.runAndReadAll(
    `select min(${column})::varchar, max(${column})::varchar from (${rowFilesSql(files, { [cursor]: columns[cursor] ?? 'varchar' })})`,
  );
  const [min, max] = found.getRows()[0] ?? [];
  return { minCursor: min == null ? null : String(min), maxCursor: max == null ? null : String(max) };
}
