import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { StagedFile } from '../../types.ts';
import { ExactNumber } from './exactJson.ts';

/** A file of rows on its way: a JSON object per line, with every named column. */
export interface RowFile {
  readonly file: StagedFile;
  readonly rows: number;
  /** Writes rows; values are found by the names of the columns, absent ones are null. Waits while the disk is slower. */
  write(rows: readonly Readonly<Record<string, unknown>>[]): Promise<void>;
  close(): Promise<void>;
}

interface RowFileOptions {
  /** Names of the columns: of the table, or of its key. */
  readonly columns: readonly string[];
  /** What bad rows are told of: "crm.lead". */
  readonly label: string;
  /** Reads a column from a row; the member of that name where absent. */
  readonly read?: (row: Readonly<Record<string, unknown>>, column: string) => unknown;
}

/** Opens a new file for rows that come over a wire, page by page, so that memory does not grow with their number. */
export function openRowFile(
  path: string,
  { columns, label, read = (row, column) => row[column] }: RowFileOptions,
): RowFile {
  const output = createWriteStream(path);
  let failure: Error | undefined;
  output.on('error', (error) => {
    failure = error;
  });
  let rows = 0;
  return {
    file: { format: 'json', path, label, newlineDelimited: true, gzip: false },
    get rows() {
      return rows;
    },
    async write(given) {
      if (failure !== undefined) throw failure;
      if (given.length === 0) return;
      rows += given.length;
      const lines = given.map((row) =>
        JSON.stringify(Object.fromEntries(columns.map((name) => [name, asWritten(read(row, name))]))),
      );
      if (!output.write(`${lines.join('\n')}\n`)) await once(output, 'drain');
    },
    async close() {
      output.end();
      await finished(output);
    },
  };
}

/** Numbers of many digits, lists and objects are written as the texts that they are read as: none is parsed once more. */
function asWritten(value: unknown): unknown {
  if (value instanceof ExactNumber) return String(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null);
}
