import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';

export type Cell = string | number | boolean | undefined;

/** Writes a gzipped CSV file; an undefined cell is an empty field. The columns are those of the header, in its order. */
export async function writeTable(
  path: string,
  header: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Promise<void> {
  await writeLines(path, header, Array.from(rows, csvLine));
}

/** The same of rows that are lines already, which take a tenth of the memory. */
export async function writeLines(path: string, header: readonly string[], lines: readonly string[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, gzipSync(`${[header.join(','), ...lines].join('\n')}\n`, { level: 6 }));
}

export function csvLine(row: readonly Cell[]): string {
  return row.map(csvCell).join(',');
}

function csvCell(cell: Cell): string {
  const text = cell === undefined ? '' : String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
