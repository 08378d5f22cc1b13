import type { DuckDBConnection } from '@duckdb/node-api';
import { isOutOfMemory } from '../../duckdb/connection.ts';
import { quoteName } from '../../duckdb/sqlName.ts';

interface Sorting<T> {
  /** A select. */
  readonly rows: string;
  /** As it stands behind "order by". */
  readonly order: string;
  /** Works on a select of the rows in their order; is called again where memory was not enough. */
  readonly use: (sorted: string) => Promise<T>;
}

/** In how many slices rows are sorted, where all at once are too many: more and more. */
const SLICES = [8, 32, 128, 512] as const;
let sortings = 0;

/**
 * Sorts rows. DuckDB's sort holds whole rows in memory at its end, whatever its limit: where they do not fit, their keys alone are
 * sorted, and the rows fetched slice by slice into a table, which goes to disk.
 */
export async function inOrder<T>(connection: DuckDBConnection, sorting: Sorting<T>): Promise<T> {
  const { rows, order, use } = sorting;
  try {
    return await use(`select * from (${rows}) order by ${order}`);
  } catch (error) {
    if (!isOutOfMemory(error)) throw error;
  }
  sortings += 1;
  const [stack, ordering, sorted] = ['stack', 'ordering', 'sorted'].map((name) => quoteName(`${name} ${sortings}`)) as [
    string,
    string,
    string,
  ];
  try {
    await connection.run(`create table ${stack} as ${rows}`);
    await connection.run(
      `create table ${ordering} as select row_number() over () - 1 as place, arrival from (select rowid as arrival from ${stack} order by ${order})`,
    );
    const counted = await connection.runAndReadAll(`select count(*) from ${ordering}`);
    await fetchSlices(connection, { stack, ordering, sorted, rows: Number(counted.getRows()[0]?.[0]) });
    return await use(`from ${sorted}`);
  } finally {
    for (const table of [stack, ordering, sorted]) await connection.run(`drop table if exists ${table}`);
  }
}

async function fetchSlices(
  connection: DuckDBConnection,
  {
    stack,
    ordering,
    sorted,
    rows,
  }: { readonly stack: string; readonly ordering: string; readonly sorted: string; readonly rows: number },
): Promise<void> {
  for (const slices of SLICES) {
    const size = Math.ceil(rows / slices);
    try {
      await connection.run(`create or replace table ${sorted} as from ${stack} limit 0`);
      for (let from = 0; from < rows; from += size)
        await connection.run(
          `insert into ${sorted} select stack.* from ${stack} as stack join ${ordering} as ordering on stack.rowid = ordering.arrival
           where ordering.place >= ${from} and ordering.place < ${from + size} order by ordering.place`,
        );
      return;
    } catch (error) {
      if (!isOutOfMemory(error) || slices === SLICES.at(-1)) throw error;
    }
  }
}
