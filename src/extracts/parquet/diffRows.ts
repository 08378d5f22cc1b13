import type { DuckDBConnection } from '@duckdb/node-api';
import { IS_GONE, rowFilesSql } from '../../duckdb/rowFilesSql.ts';
import { quoteName } from '../../duckdb/sqlName.ts';
import type { ParquetWriter, RowFiles } from '../../types.ts';
import { copyRows } from './copyRows.ts';
import { inOrder } from './inOrder.ts';

type DiffRequest = Parameters<ParquetWriter['diff']>[0];

/** Implements `ParquetWriter.diff`: one sort of both states by their key, and a look at each row's neighbour. */
export async function diffRows(connection: DuckDBConnection, request: DiffRequest): Promise<{ readonly rows: number }> {
  const { from, to, columns, key, target } = request;
  const side = (files: RowFiles, isTo: boolean): string =>
    `select *, ${isTo} as "#is_to" from (${rowFilesSql(files, columns)})`;
  return inOrder(connection, {
    rows: `${side(from, false)} union all ${side(to, true)}`,
    order: [...key.map(quoteName), '"#is_to"'].join(', '),
    use: async (sorted) => {
      const copy = { sql: diffSql(request, sorted), columns: Object.keys(columns).length + 1, target };
      return { rows: await copyRows(connection, copy) };
    },
  });
}

function diffSql({ columns, key }: DiffRequest, sorted: string): string {
  const names = Object.keys(columns).map(quoteName);
  const keys = key.map(quoteName);
  const former = names.map((name, index) => `lag(${name}) over () as "#former_${index}"`);
  const next = keys.map((name, index) => `lead(${name}) over () as "#next_${index}"`);
  const isKept = keys.map((name, index) => `${name} is not distinct from "#next_${index}"`).join(' and ');
  const isSame = names.map((name, index) => `${name} is not distinct from "#former_${index}"`).join(' and ');
  return `
    select ${names.join(', ')}, not "#is_to" as ${quoteName(IS_GONE)}
    from (
      select *, ${[...former, ...next].join(', ')}, coalesce(lag("#is_to") over (), true) as "#follows_to"
      from (${sorted}))
    where case when "#is_to" then "#follows_to" or not (${isSame}) else not (${isKept}) end`;
}
