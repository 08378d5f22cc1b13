import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDB } from '../../duckdb/connection.ts';
import type { Instant, ParquetWriter, RowLoad } from '../../types.ts';
import { diffRows } from './diffRows.ts';
import { cursorsOf, digestRows } from './digestRows.ts';
import { filesInKeyOrder } from './keyOrder.ts';
import { mergeRows } from './mergeRows.ts';
import { openRowLoad } from './rowLoad.ts';
import { presentKeys, touchRows } from './touchRows.ts';

export interface ParquetWriterSettings {
  /** The rows and their order are the same, whatever their number. */
  readonly threads?: number;
  /** What it may hold in memory, as DuckDB writes it: "2GiB". What does not fit goes to disk. */
  readonly memoryLimit?: string | undefined;
  /** Rows that say they are of a later time are bad; absent: none are for that. */
  readonly latest?: Instant | undefined;
  /** For what memory cannot hold; made and emptied by the writer. */
  readonly tempDirectory: string;
}

/** A writer of typed Parquet files on a DuckDB of its own. */
export async function createParquetWriter({
  threads = 2,
  memoryLimit,
  latest,
  tempDirectory,
}: ParquetWriterSettings): Promise<ParquetWriter & { close(): void }> {
  await mkdir(tempDirectory, { recursive: true });
  // What a writer left that was killed.
  const left = (await readdir(tempDirectory)).filter((name) => name === 'spill' || name.startsWith('write-'));
  await Promise.all(left.map((name) => rm(join(tempDirectory, name), { recursive: true, force: true })));
  const spill = join(tempDirectory, 'spill');
  const instance = await openDuckDB({ threads, ...(memoryLimit && { memoryLimit }), tempDirectory: spill });
  let loads = 0;
  const connect = async (): Promise<DuckDBConnection> => {
    const connection = await instance.connect();
    await connection.run("set TimeZone = 'UTC'");
    return connection;
  };
  const work = async <T>(doing: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    const connection = await connect();
    try {
      return await doing(connection);
    } finally {
      connection.closeSync();
    }
  };
  const onOneThread = async (doing: () => Promise<void>): Promise<void> => {
    await work((connection) => connection.run('set global threads = 1'));
    try {
      await doing();
    } finally {
      await work((connection) => connection.run(`set global threads = ${threads}`));
    }
  };
  const load = async ({ columns }: Parameters<ParquetWriter['load']>[0]): Promise<RowLoad> => {
    loads += 1;
    const name = `load ${loads}`;
    const connection = await connect();
    try {
      return await openRowLoad(connection, { columns, name, tempDirectory, latest, onOneThread });
    } catch (error) {
      connection.closeSync();
      throw error;
    }
  };
  return {
    load,
    async write({ columns, target, ...request }) {
      const opened = await load({ columns });
      try {
        const read = await opened.read(request);
        await opened.save({ columns, targets: new Map([['', target]]) });
        return read;
      } finally {
        await opened.close();
      }
    },
    merge: (request) => work((connection) => mergeRows(connection, request)),
    diff: (request) => work((connection) => diffRows(connection, request)),
    touch: (request) => work((connection) => touchRows(connection, request)),
    present: (request) => work((connection) => presentKeys(connection, request)),
    isInKeyOrder: (request) => work((connection) => filesInKeyOrder(connection, request)),
    digest: (request) => work((connection) => digestRows(connection, request)),
    cursors: (request) => work((connection) => cursorsOf(connection, request)),
    close: () => instance.closeSync(),
  };
}
