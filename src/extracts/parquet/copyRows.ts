import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../duckdb/sqlName.ts';

/** As many rows as DuckDB takes by itself, for as many columns. */
const [USUAL_ROWS, USUAL_COLUMNS, FEWEST_ROWS] = [122_880, 10, 4096];

/** How a Parquet file is written. A group of rows is held in memory until it is whole, so wide tables get small ones. */
function optionsOf(columns: number, ...more: readonly string[]): string {
  const rows = Math.floor((USUAL_ROWS * USUAL_COLUMNS) / Math.max(columns, USUAL_COLUMNS));
  return `(${['format parquet', 'compression zstd', `row_group_size ${Math.max(rows, FEWEST_ROWS)}`, ...more].join(', ')})`;
}

/** Writes the rows of a select, in their order, to a Parquet file; returns how many there are. */
export async function copyRows(
  connection: DuckDBConnection,
  { sql, columns, target }: { readonly sql: string; readonly columns: number; readonly target: string },
): Promise<number> {
  const copied = await connection.runAndReadAll(`copy (${sql}) to ${quoteText(target)} ${optionsOf(columns)}`);
  return Number(copied.getRows()[0]?.[0] ?? 0);
}

interface PartitionedCopy {
  readonly table: string;
  readonly columns: readonly string[];
  /** The column whose value tells which file a row goes to. */
  readonly by: string;
  /** A file for each value; rows of other values go to none. */
  readonly targets: ReadonlyMap<string, string>;
}

/** Which of the files a row goes to. */
const PART = '"#part"';

/** Writes the rows of each value to a file of its own in one scan, on one thread: with several, their order is not kept. */
export async function copyPartitioned(
  connection: DuckDBConnection,
  { table, columns, by, targets }: PartitionedCopy,
): Promise<void> {
  const [values, paths] = [[...targets.keys()], [...targets.values()]];
  const [first] = paths;
  if (first === undefined) return;
  const folder = `${first}.parts`;
  await mkdir(folder, { recursive: true });
  try {
    await connection.run(`set partitioned_write_max_open_files = ${values.length + 1}`);
    const names = columns.map(quoteName).join(', ');
    const place = `list_position([${values.map(quoteText).join(', ')}], ${quoteName(by)}::varchar)`;
    await connection.run(
      `copy (select ${names}, ${place} as ${PART} from ${table} where ${PART} is not null)
       to ${quoteText(folder)} ${optionsOf(columns.length, `partition_by (${PART})`, 'overwrite_or_ignore')}`,
    );
    const parts = await partsIn(folder);
    for (const [index, target] of paths.entries()) {
      const part = parts.get(index + 1);
      if (part === undefined)
        await copyRows(connection, { sql: `select ${names} from ${table} limit 0`, columns: columns.length, target });
      else await rename(part, target);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The one file of each part, by its number. */
async function partsIn(folder: string): Promise<ReadonlyMap<number, string>> {
  const parts = new Map<number, string>();
  for (const name of await readdir(folder)) {
    const files = await readdir(join(folder, name));
    if (files.length !== 1) throw new Error(`The rows of one part lie in ${files.length} files.`);
    parts.set(Number(/=(\d+)$/.exec(name)?.[1]), join(folder, name, files[0] ?? ''));
  }
  return parts;
}
