import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../duckdb/sqlName.ts';
import type { ParquetWriter } from '../../types.ts';
import { copyOrdered } from './copyOrdered.ts';

type DiffRequest = Parameters<ParquetWriter['diff']>[0];

/** Says of a row that the state has it no more. */
const IS_GONE = '#is_gone';

/**
 * Implements `ParquetWriter.diff`: one sort on disk of both states by their key, and a look at each row's neighbour, so that
 * memory does not grow with the rows.
 */
export async function diffRows(connection: DuckDBConnection, request: DiffRequest): Promise<{ readonly rows: number }> {
  const { from, to, columns, key, target } = request;
  const rows = await copyOrdered(connection, {
    ...{ columns: { ...columns, [IS_GONE]: 'boolean' }, target, orderedBy: key },
    sql: (within) => diffSql(request, within),
    valuesSql: (names) => {
      const values = names.map(quoteName).join(', ');
      return `select ${values} from read_parquet([${quoteText(from)}, ${quoteText(to)}])`;
    },
  });
  return { rows };
}

function diffSql({ from, to, columns, key }: DiffRequest, within: string): string {
  const names = Object.keys(columns).map(quoteName);
  const keys = key.map(quoteName);
  const side = (parquet: string, isTo: boolean): string =>
    `select ${names.join(', ')}, ${isTo} as "#is_to" from read_parquet(${quoteText(parquet)}) where ${within}`;
  const former = names.map((name, index) => `lag(${name}) over () as "#former_${index}"`);
  const next = keys.map((name, index) => `lead(${name}) over () as "#next_${index}"`);
  const isKept = keys.map((name, index) => `${name} is not distinct from "#next_${index}"`).join(' and ');
  const isSame = names.map((name, index) => `${name} is not distinct from "#former_${index}"`).join(' and ');
  return `
    select ${names.join(', ')}, not "#is_to" as ${quoteName(IS_GONE)}
    from (
      select *, ${[...former, ...next].join(', ')}, coalesce(lag("#is_to") over (), true) as "#follows_to"
      from (
        select *
        from (${side(from, false)} union all ${side(to, true)})
        order by ${keys.join(', ')}, "#is_to"))
    where case when "#is_to" then "#follows_to" or not (${isSame}) else not (${isKept}) end`;
}
