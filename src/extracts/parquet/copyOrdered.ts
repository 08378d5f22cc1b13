import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { isOutOfMemory } from '../../duckdb/connection.ts';
import { quoteName, quoteText } from '../../duckdb/sqlName.ts';
import { parquetOptions } from './parquetOptions.ts';

export interface OrderedCopy {
  readonly columns: Readonly<Record<string, string>>;
  readonly target: string;
  /** Of how many columns the file is that this one becomes a part of; its own where absent. */
  readonly width?: number;
  /** The columns that the rows are in the order of; empty where they are in none that values tell. NULLs are last. */
  readonly orderedBy: readonly string[];
  /** The rows in their order; of those alone that meet a condition over `orderedBy`. */
  readonly sql: (within: string) => string;
  /** The values of these columns, of all rows that are read. */
  readonly valuesSql: (names: readonly string[]) => string;
  /** What one sort takes on. */
  readonly most?: { readonly rows: number; readonly cells: number };
}

const MOST = { rows: 300_000, cells: 6_000_000 };
/** So many times what one sort takes on are tried at once, and so many times smaller ranges where that was too much. */
const [AT_ONCE, SMALLER] = [4, 4];
const SAMPLED_ROWS = 8192;

/**
 * Writes rows in an order to a Parquet file; returns how many there are. DuckDB's sort holds so many whole rows in memory at its
 * end, whatever its limit, that many or wide ones do not fit: then they are sorted range by range of their order.
 */
export async function copyOrdered(connection: DuckDBConnection, copy: OrderedCopy): Promise<number> {
  if (copy.orderedBy.length === 0) return copyPacked(connection, copy, copy.sql('true'));
  const fitting = await rangesThatFit(connection, copy);
  const tries = fitting <= AT_ONCE ? [1, fitting * 2, fitting * SMALLER] : [fitting, fitting * SMALLER];
  for (const ranges of tries.slice(0, -1)) {
    try {
      return await copyInRanges(connection, copy, ranges);
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
    }
  }
  return copyInRanges(connection, copy, tries.at(-1) ?? 1);
}

async function rangesThatFit(
  connection: DuckDBConnection,
  { columns, orderedBy, valuesSql, most = MOST }: OrderedCopy,
): Promise<number> {
  const counted = await connection.runAndReadAll(`select count(*) from (${valuesSql(orderedBy)})`);
  const rows = Number(counted.getRows()[0]?.[0] ?? 0);
  return Math.ceil(Math.max(1, rows / most.rows, (rows * Object.keys(columns).length) / most.cells));
}

/** DuckDB holds back what little a filter leaves of a vector, and lets larger rests pass it, where nothing asks for an order. */
const EVERY_ROW = 2 ** 53;

/**
 * Packs the rows into whole vectors: the bytes of a Parquet file depend on how rows come in vectors, and thus, without it, on
 * where they came from.
 */
async function copyPacked(
  connection: DuckDBConnection,
  { columns, target, width = Object.keys(columns).length }: Pick<OrderedCopy, 'columns' | 'target' | 'width'>,
  sql: string,
): Promise<number> {
  const inOrder = `select * from (${sql}) limit ${EVERY_ROW}`;
  const copied = await connection.runAndReadAll(
    `copy (with packed as materialized (${inOrder}) from packed) to ${quoteText(target)} ${parquetOptions(width)}`,
  );
  return Number(copied.getRows()[0]?.[0] ?? 0);
}

async function copyInRanges(connection: DuckDBConnection, copy: OrderedCopy, ranges: number): Promise<number> {
  if (ranges === 1) return copyPacked(connection, copy, copy.sql('true'));
  const folder = `${copy.target}.ranges`;
  await mkdir(folder, { recursive: true });
  try {
    const paths: string[] = [];
    for (const within of await conditionsFor(connection, copy, ranges)) {
      const path = join(folder, `${paths.length}.parquet`);
      const options = parquetOptions(copy.width ?? Object.keys(copy.columns).length);
      await connection.run(`copy (${copy.sql(within)}) to ${quoteText(path)} ${options}`);
      paths.push(quoteText(path));
    }
    return await copyPacked(connection, copy, `from read_parquet([${paths.join(', ')}])`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Conditions that each row meets exactly one of, in the order of the rows; where to cut is guessed from some of them. */
async function conditionsFor(
  connection: DuckDBConnection,
  copy: OrderedCopy,
  ranges: number,
): Promise<readonly string[]> {
  const { orderedBy, valuesSql } = copy;
  const names = orderedBy.map(quoteName);
  const texts = names.map((name) => `${name}::varchar`);
  const sampled = await connection.runAndReadAll(`
    select ${texts.join(', ')}
    from (from (${valuesSql(orderedBy)}) using sample reservoir(${SAMPLED_ROWS} rows) repeatable (1))
    where ${names.map((name) => `${name} is not null`).join(' and ')} order by ${names.join(', ')}`);
  const rows = sampled.getRows();
  const cuts = Array.from({ length: ranges - 1 }, (_, index) =>
    (rows[Math.floor(((index + 1) * rows.length) / ranges)] ?? []).map(String),
  );
  const isCut = (cut: readonly string[], index: number): boolean =>
    cut.length > 0 && cut.join('\0') !== cuts[index - 1]?.join('\0');
  return conditionsOf(cuts.filter(isCut), copy);
}

function conditionsOf(
  cuts: readonly (readonly string[])[],
  { columns, orderedBy }: Pick<OrderedCopy, 'columns' | 'orderedBy'>,
): readonly string[] {
  const [first = ''] = orderedBy.map(quoteName);
  /** Whether a row stands before a cut or, with ">", after it; a cut itself begins a range. */
  const isBeside = (side: '<' | '>', cut: readonly string[], at = 0): string => {
    const name = quoteName(orderedBy[at] ?? '');
    const literal = `${quoteText(cut[at] ?? '')}::${columns[orderedBy[at] ?? '']}`;
    // Of the first column the last range takes the NULLs.
    const orLast = side === '>' && at > 0 ? ` or ${name} is null` : '';
    if (at === orderedBy.length - 1) return `(${name} ${side === '<' ? '<' : '>='} ${literal}${orLast})`;
    // The first half lets DuckDB pass over groups of rows.
    const rest = `(${name} ${side} ${literal}${orLast} or ${isBeside(side, cut, at + 1)})`;
    return `(${name} ${side}= ${literal}${orLast}) and ${rest}`;
  };
  const last = cuts.at(-1);
  if (last === undefined) return ['true'];
  return [
    ...cuts.map((cut, index) => {
      const before = cuts[index - 1];
      return before === undefined ? isBeside('<', cut) : `${isBeside('>', before)} and ${isBeside('<', cut)}`;
    }),
    `((${isBeside('>', last)}) or ${first} is null)`,
  ];
}
