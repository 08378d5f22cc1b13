import type { DuckDBConnection } from '@duckdb/node-api';
import { inOrderSql, rowFilesSql } from '../../duckdb/rowFilesSql.ts';
import { quoteName, quoteText } from '../../duckdb/sqlName.ts';
import type { ParquetWriter, PresentKeys } from '../../types.ts';
import { copyRows } from './copyRows.ts';

type TouchRequest = Parameters<ParquetWriter['touch']>[0];
type PresentRequest = Parameters<ParquetWriter['present']>[0];

/** Implements `ParquetWriter.touch`: the rows that changes may change, few where the changes are few. */
export async function touchRows(
  connection: DuckDBConnection,
  request: TouchRequest,
): Promise<{ readonly rows: number }> {
  const { files, columns, key, keysOf, present, target } = request;
  const keys = Object.fromEntries(key.map((name) => [name, columns[name] ?? 'varchar']));
  const isTouched = isAmong(key, rowFilesSql({ base: keysOf, deltas: [], key: [] }, keys));
  const isUnlisted = present === undefined ? 'false' : `not ${isAmong(key, presentSql(present, key))}`;
  const condition = present === undefined ? isTouched : `(${isTouched} or ${isUnlisted})`;
  const sql =
    files.deltas.length > 0 ? rowFilesSql(files, columns, condition) : inOrderSql(files.base, columns, condition);
  return { rows: await copyRows(connection, { sql, columns: Object.keys(columns).length, target }) };
}

/** Implements `ParquetWriter.present`. */
export async function presentKeys(connection: DuckDBConnection, request: PresentRequest): Promise<void> {
  const { present, files, columns, key, touched, target } = request;
  const keys = Object.fromEntries(key.map((name) => [name, columns[name] ?? 'varchar']));
  const names = key.map(quoteName).join(', ');
  const isTouched = isAmong(key, `select ${names} from read_parquet(${quoteText(touched)})`);
  const isKnown = isAmong(key, rowFilesSql(files, keys));
  const sql = `select * from (${presentSql(present, key)}) where ${isTouched} or not ${isKnown}`;
  await copyRows(connection, { sql, columns: key.length, target });
}

function presentSql({ parquet, where }: PresentKeys, key: readonly string[]): string {
  const condition = where === undefined ? 'true' : `${quoteName(where.column)}::varchar = ${quoteText(where.equals)}`;
  return `select ${key.map(quoteName).join(', ')} from read_parquet(${quoteText(parquet)}) where ${condition}`;
}

/** No value of a key is NULL. */
function isAmong(key: readonly string[], sql: string): string {
  const names = key.map(quoteName);
  return names.length === 1 ? `(${names[0]} in (${sql}))` : `((${names.join(', ')}) in (${sql}))`;
}
