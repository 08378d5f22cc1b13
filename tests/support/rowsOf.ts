import type { DuckDBConnection } from '@duckdb/node-api';
import { columnCells } from '../../src/duckdb/cells.ts';
import { columnKind } from '../../src/duckdb/columnKind.ts';
import { parameterValue } from '../../src/duckdb/parameters.ts';
import type { MeasuredRows } from '../../src/metrics/sliceRows.ts';
import type { Cell } from '../../src/types.ts';

/** A statement's rows as the warehouse gives them, with nothing between: no process, no limit. */
export async function rowsOf(
  connection: DuckDBConnection,
  sql: string,
  values: Readonly<Record<string, Cell>> = {},
): Promise<MeasuredRows> {
  const named = Object.entries(values).filter(([name]) => sql.includes(`$${name}`));
  const bound = Object.fromEntries(named.map(([name, value]) => [name, parameterValue(name, value)]));
  const reader = await connection.runAndReadAll(sql, named.length === 0 ? undefined : bound);
  const cells = reader.getColumns();
  const columns = reader.columnNames().map((name, index) => {
    const type = reader.columnType(index).toString();
    return { column: { name, type: columnKind(type) }, ...columnCells(cells[index] ?? [], type) };
  });
  const rows = Array.from({ length: reader.currentRowCount }, (_, row) => columns.map((own) => own.cells[row] ?? null));
  return { columns: columns.map(({ column }) => column), rows };
}
