import type { DuckDBConnection } from '@duckdb/node-api';
import { rowFilesSql } from '../../duckdb/rowFilesSql.ts';
import { quoteName } from '../../duckdb/sqlName.ts';
import type { ParquetWriter } from '../../types.ts';

type OrderRequest = Parameters<ParquetWriter['isInKeyOrder']>[0];

/** Implements `ParquetWriter.isInKeyOrder`. */
export function filesInKeyOrder(connection: DuckDBConnection, { files, columns, key }: OrderRequest): Promise<boolean> {
  const keys = Object.fromEntries(key.map((name) => [name, columns[name] ?? 'varchar']));
  return isAscending(connection, rowFilesSql(files, keys), key);
}

/** Whether rows come in the order of a key that none of them shares: then there is nothing to sort. */
export async function isAscending(
  connection: DuckDBConnection,
  rows: string,
  key: readonly string[],
): Promise<boolean> {
  const former = key.map((name, index) => `lag(${quoteName(name)}) over () as "#former_${index}"`);
  const found = await connection.runAndReadAll(`
    select coalesce(bool_and("#former_0" is null or ${isAfter(key)}), true)
    from (select ${key.map(quoteName).join(', ')}, ${former.join(', ')} from (${rows}))`);
  return found.getRows()[0]?.[0] === true;
}

function isAfter([name = '', ...rest]: readonly string[], at = 0): string {
  const [value, former] = [quoteName(name), `"#former_${at}"`];
  return rest.length === 0
    ? `${value} > ${former}`
    : `(${value} > ${former} or (${value} = ${former} and ${isAfter(rest, at + 1)}))`;
}

/** Rows in the order of a key, each key once: the last of it. */
export function lastSql(sorted: string, key: readonly string[]): string {
  const keys = key.map(quoteName);
  const next = keys.map((name, index) => `lead(${name}) over () as "#next_${index}"`);
  const isLast = keys.map((name, index) => `"#next_${index}" is distinct from ${name}`).join(' or ');
  return `select * exclude ("#arrival", ${keys.map((_, index) => `"#next_${index}"`).join(', ')})
    from (select *, ${next.join(', ')} from (${sorted})) where ${isLast}`;
}
