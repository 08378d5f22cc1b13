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
  const lines = [header.join(',')];
  for (const row of rows) lines.push(row.map(csvCell).join(','));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, gzipSync(`${lines.join('\n')}\n`, { level: 6 }));
}

function csvCell(cell: Cell): string {
  const text = cell === undefined ? '' : String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
