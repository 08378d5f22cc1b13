import { type DuckDBConnection, version } from '@duckdb/node-api';
import { rowFilesSql } from '../../duckdb/rowFilesSql.ts';
import { quoteName } from '../../duckdb/sqlName.ts';
import type { LaidRows, ParquetWriter, RowDigest } from '../../types.ts';

type DigestRequest = Parameters<ParquetWriter['digest']>[0];
type CursorsRequest = Parameters<ParquetWriter['cursors']>[0];

/** What is to be known where there are none. */
export const NO_ROWS: LaidRows = {
  ...{ rows: 0, minCursor: null, maxCursor: null },
  digest: { rows: 0, engine: version(), sums: ['0', '0'] },
};

/** Implements `ParquetWriter.digest`. */
export async function digestRows(connection: DuckDBConnection, { files, columns }: DigestRequest): Promise<RowDigest> {
  const of = await digestsOf(connection, { rows: rowFilesSql(files, columns), columns, cursor: null });
  return (of.get('') ?? NO_ROWS).digest;
}

/**
 * Digests and cursors of rows, of all of them under "" or by the values of a column, in one scan. A digest is two sums of hashes, so
 * that other rows that add up to both are not to be met.
 */
export async function digestsOf(
  connection: DuckDBConnection,
  request: {
    /** A select, or the name of a table. */
    readonly rows: string;
    readonly columns: Readonly<Record<string, string>>;
    readonly cursor: string | null;
    readonly by?: string | undefined;
  },
): Promise<ReadonlyMap<string, LaidRows>> {
  const { rows, columns, cursor, by } = request;
  const names = Object.keys(columns).sort().map(quoteName).join(', ');
  const [value, at] = [
    by === undefined ? "''" : `${quoteName(by)}::varchar`,
    cursor === null ? 'null' : quoteName(cursor),
  ];
  const read = await connection.runAndReadAll(`
    select "#by", count(*), sum("#hash")::varchar, sum(hash("#hash", 1))::varchar,
      min("#at")::varchar, max("#at")::varchar
    from (select ${value} as "#by", ${at} as "#at", hash(${names}) as "#hash" from (${rows}))
    group by "#by"`);
  const found = read.getRows().map(([of, count, first, second, min, max]): [string, LaidRows] => [
    String(of),
    {
      rows: Number(count),
      digest: { rows: Number(count), engine: version(), sums: [String(first), String(second)] },
      minCursor: min == null ? null : String(min),
      maxCursor: max == null ? null : String(max),
    },
  ]);
  return new Map(found);
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
