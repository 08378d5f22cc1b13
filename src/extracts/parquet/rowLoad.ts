import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../duckdb/sqlName.ts';
import type { Instant, RowLoad } from '../../types.ts';
import { copyPartitioned, copyRows } from './copyRows.ts';
import { digestsOf, NO_ROWS } from './digestRows.ts';
import { inOrder } from './inOrder.ts';
import { isAscending, lastSql } from './keyOrder.ts';
import { canonicalTypes, readTyped } from './readTyped.ts';
import { FILE_NUMBER } from './typedRowsSql.ts';

interface LoadSettings {
  readonly columns: Readonly<Record<string, string>>;
  /** Of its table; nobody else's. */
  readonly name: string;
  readonly tempDirectory: string;
  readonly latest?: Instant | undefined;
  /** Runs a statement on one thread. */
  readonly onOneThread: (work: () => Promise<void>) => Promise<void>;
}

/** Implements `ParquetWriter.load` on a connection of its own, which it closes. */
export async function openRowLoad(connection: DuckDBConnection, settings: LoadSettings): Promise<RowLoad> {
  const { columns, tempDirectory, latest } = settings;
  const table = quoteName(settings.name);
  const names = Object.keys(columns);
  const types = await canonicalTypes(connection, columns);
  await makeTable(connection, settings, types);
  let [files, rows] = [0, 0];
  return {
    async read(request) {
      const into = { table, firstFile: files };
      const read = await readTyped(connection, { ...request, latest, columns: { names, types }, tempDirectory, into });
      files += request.files.length;
      rows += read.rows;
      return read;
    },
    async lay({ key, version, isOrdered, columns: wanted, cursor, by }) {
      rows = (await putInOrder(connection, { table, names, key, version, isOrdered })) ?? rows;
      const found = await digestsOf(connection, { rows: `from ${table}`, columns: wanted, cursor, by: by?.column });
      const values = by?.values ?? [''];
      return { rows, of: new Map(values.map((value) => [value, found.get(value) ?? NO_ROWS])) };
    },
    async save({ columns: wanted, by, targets }) {
      const saved = Object.keys(wanted);
      if (by !== undefined)
        return settings.onOneThread(() => copyPartitioned(connection, { table, columns: saved, by, targets }));
      const sql = `select ${saved.map(quoteName).join(', ')} from ${table}`;
      for (const target of targets.values()) await copyRows(connection, { sql, columns: saved.length, target });
    },
    async close() {
      await connection.run(`drop table if exists ${table}`);
      connection.closeSync();
    },
  };
}

/** Makes a table of the types that a Parquet file gives back, so that rows have the same hashes before and after they are written. */
async function makeTable(
  connection: DuckDBConnection,
  { columns, name, tempDirectory }: LoadSettings,
  types: readonly string[],
): Promise<void> {
  const typed = Object.keys(columns).map((column, index) => `null::${types[index]} as ${quoteName(column)}`);
  const target = join(tempDirectory, `write-${name}.parquet`);
  const sql = `select ${[...typed, `null::integer as ${FILE_NUMBER}`].join(', ')} where false`;
  await copyRows(connection, { sql, columns: typed.length, target });
  await connection.run(`create table ${quoteName(name)} as from read_parquet(${quoteText(target)})`);
  await rm(target, { force: true });
}

interface Laying extends Pick<Parameters<RowLoad['lay']>[0], 'key' | 'version' | 'isOrdered'> {
  readonly table: string;
  readonly names: readonly string[];
}

/** Puts the rows of a table in their order, unless they are in it already; returns how many there are then. */
async function putInOrder(
  connection: DuckDBConnection,
  { table, names, key, version, isOrdered }: Laying,
): Promise<number | undefined> {
  const byValue = names.map(quoteName).join(', ');
  if (key.length === 0) {
    if (isOrdered) return undefined;
    await inOrder(connection, { rows: `from ${table}`, order: byValue, use: replace });
  } else {
    if (await isAscending(connection, `from ${table}`, key)) return undefined;
    const byVersion = version === null ? [] : [`${quoteName(version)} nulls first`];
    await inOrder(connection, {
      rows: `select *, rowid as "#arrival" from ${table}`,
      order: [...key.map(quoteName), ...byVersion, '"#arrival"'].join(', '),
      use: (sorted) => replace(lastSql(sorted, key)),
    });
  }
  const counted = await connection.runAndReadAll(`select count(*) from ${table}`);
  return Number(counted.getRows()[0]?.[0]);

  async function replace(sql: string): Promise<void> {
    await connection.run(`create or replace table ${table} as ${sql}`);
  }
}
