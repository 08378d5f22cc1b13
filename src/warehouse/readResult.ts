import { type DuckDBDataChunk, type DuckDBResult, type DuckDBValue, DuckDBVarCharVector } from '@duckdb/node-api';
import { columnCells } from '../duckdb/cells.ts';
import { columnKind } from '../duckdb/columnKind.ts';
import type { Cell } from '../types.ts';
import type { QueryResult } from './queryResult.ts';

export interface ReadLimits {
  /** Most rows that are read into memory. */
  readonly rows?: number;
  /** Most bytes of text of all rows together, and of one value. */
  readonly bytes?: number;
  /** How many rows are kept, of however many there are; default all. */
  readonly keep?: number;
}

const MOST_ROWS = 5_000_000;
const MOST_BYTES = 512_000_000;

/** A result that is larger than anything that a page is made of. */
export class TooMuch extends Error {
  readonly told: { readonly message: string; readonly hint: string };

  constructor(message: string) {
    const hint = 'Aggregate, filter, or set a `limit`: what a page shows is read into memory as a whole.';
    super(`${message}  ${hint}`);
    this.told = { message, hint };
  }
}

/**
 * Reads a result as it comes, column by column, chunk by chunk: objects per row would cost many times the memory and
 * time. Throws TooMuch as soon as more has come than may be.
 */
export async function readResult(
  result: DuckDBResult,
  { rows: mostRows = MOST_ROWS, bytes: mostBytes = MOST_BYTES, keep = Number.POSITIVE_INFINITY }: ReadLimits = {},
): Promise<QueryResult> {
  const names = result.columnNames();
  const values: DuckDBValue[][] = names.map(() => []);
  let [rowCount, kept, bytes] = [0, 0, 0];
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    rowCount += chunk.rowCount;
    if (kept >= keep) continue;
    const wanted = Math.min(chunk.rowCount, keep - kept);
    kept += wanted;
    if (kept > mostRows) throw new TooMuch(`This returned more than ${mostRows} rows.`);
    bytes += textBytes(chunk);
    if (bytes > mostBytes) throw new TooMuch(`This returned more than ${Math.floor(mostBytes / 1e6)} MB of text.`);
    for (const [index, column] of values.entries())
      for (const value of chunk.getColumnValues(index).slice(0, wanted)) column.push(value);
  }
  const columns = names.map((name, index) => {
    const sqlType = result.columnType(index).toString();
    const { cells, isText } = columnCells(values[index] ?? [], sqlType);
    const type = isText ? ('text' as const) : columnKind(sqlType);
    return { column: { name, type, sqlType }, cells };
  });
  const rows = Array.from({ length: kept }, (_, row): readonly Cell[] =>
    columns.map(({ cells }) => cells[row] ?? null),
  );
  return { columns: columns.map(({ column }) => column), rows, rowCount };
}

/** Bytes of a value in a vector of texts; the first four are its length. */
const TEXT_BYTES = 16;

/** How long a chunk's texts are, before any of them becomes a string: Node's strings end at half a gigabyte. */
function textBytes(chunk: DuckDBDataChunk): number {
  let bytes = 0;
  for (let index = 0; index < chunk.columnCount; index += 1) {
    const vector = chunk.getColumnVector(index);
    if (!(vector instanceof DuckDBVarCharVector)) continue;
    // There is no public way to a text's length, nor to whether there is one: where there is none, any length may stand.
    const { dataView, validity } = vector as unknown as {
      readonly dataView: DataView;
      readonly validity: { itemValid(row: number): boolean };
    };
    for (let row = 0; row < chunk.rowCount; row += 1)
      if (validity.itemValid(row)) bytes += dataView.getUint32(row * TEXT_BYTES, true);
  }
  return bytes;
}
