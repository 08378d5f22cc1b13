import type { Place } from '../types.ts';

/** SQL and where a person wrote it. */
export interface SqlText {
  readonly sql: string;
  /** Where the SQL begins; line and column 1 where absent. */
  readonly place: Place;
  /** Generated SQL: the pieces of it that a person wrote. An error outside of them is shown at `place` itself. */
  readonly parts?: readonly SqlPart[];
}

/** The piece `sql.slice(from, to)`, and where it is written. */
export interface SqlPart {
  readonly from: number;
  readonly to: number;
  readonly place: Place;
}

/** The place of DuckDB's error position, which counts the bytes of UTF-8. Columns count characters from 1. */
export function placeAt({ sql, place, parts }: SqlText, byteOffset: number | undefined): Place {
  if (byteOffset === undefined || byteOffset < 0 || byteOffset > Buffer.byteLength(sql)) return place;
  const index = Buffer.from(sql).subarray(0, byteOffset).toString().length;
  if (parts === undefined) return advance({ line: 1, column: 1, ...place }, sql.slice(0, index), true);
  const part = parts.find(({ from, to }) => from <= index && index <= to);
  return part === undefined ? place : advance(part.place, sql.slice(part.from, index), false);
}

/** `wholeLines`: the text's lines begin where the file's do; a YAML block's are indented by nobody knows how much. */
function advance({ file, line, column }: Place, before: string, wholeLines: boolean): Place {
  if (line === undefined) return { file };
  const lines = before.split('\n');
  const width = [...(lines.at(-1) ?? '')].length;
  if (lines.length > 1) {
    const at = { file, line: line + lines.length - 1 };
    return wholeLines ? { ...at, column: width + 1 } : at;
  }
  return column === undefined ? { file, line } : { file, line, column: column + width };
}
