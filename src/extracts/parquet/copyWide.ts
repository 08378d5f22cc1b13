import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../duckdb/sqlName.ts';
import { copyOrdered, type OrderedCopy } from './copyOrdered.ts';
import { parquetOptions } from './parquetOptions.ts';

export interface WideCopy {
  readonly columns: Readonly<Record<string, string>>;
  readonly target: string;
  /** The columns that decide which rows there are, and in what order. */
  readonly deciding: readonly string[];
  /** The same rows in the same order, with some of the columns: always those that decide. */
  readonly copyOf: (part: Pick<OrderedCopy, 'columns' | 'target' | 'width'>) => OrderedCopy;
}

/** Columns that one sort takes along; few more than these are sorted at once all the same. */
const [TOGETHER, FEW] = [10, 16];

/**
 * Writes rows in an order to a Parquet file, as `copyOrdered` does. Of a wide table some columns at a time are put in order, and
 * then laid side by side: a sort of whole rows of sixty columns takes several times the memory, or the table is to be read dozens
 * of times.
 */
export async function copyWide(connection: DuckDBConnection, copy: WideCopy): Promise<number> {
  const { columns, target, deciding, copyOf } = copy;
  const names = Object.keys(columns);
  const others = names.filter((name) => !deciding.includes(name));
  if (others.length <= FEW) return copyOrdered(connection, copyOf({ columns, target }));
  const parts = Array.from({ length: Math.ceil(others.length / TOGETHER) }, (_, index) =>
    others.slice(index * TOGETHER, (index + 1) * TOGETHER),
  );
  const folder = `${target}.parts`;
  const pathOf = (part: number): string => join(folder, `${part}.parquet`);
  await mkdir(folder, { recursive: true });
  try {
    const counts: number[] = [];
    for (const [index, part] of parts.entries()) {
      const some = Object.fromEntries([...deciding, ...part].map((name) => [name, columns[name] ?? '']));
      const ordered = copyOf({ columns: some, target: pathOf(index), width: names.length });
      counts.push(await copyOrdered(connection, ordered));
    }
    if (new Set(counts).size > 1) throw new Error(`The parts of a wide table have ${counts.join(', ')} rows.`);
    const partOf = (name: string): number => Math.max(0, Math.floor(others.indexOf(name) / TOGETHER));
    const values = names.map((name) => `part_${partOf(name)}.${quoteName(name)}`);
    const files = parts.map((_, index) => `read_parquet(${quoteText(pathOf(index))}) as part_${index}`);
    // The parts are packed into whole vectors, and so are their rows side by side.
    const copied = await connection.runAndReadAll(
      `copy (select ${values.join(', ')} from ${files.join(' positional join ')}) to ${quoteText(target)} ${parquetOptions(names.length)}`,
    );
    return Number(copied.getRows()[0]?.[0] ?? 0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
