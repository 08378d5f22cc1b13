import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { ParquetWriter } from '../types.ts';
import { diffRows } from './diffRows.ts';
import { isOutOfMemory, openDuckDB } from './duckdb.ts';
import { settleRows } from './settleRows.ts';
import { writeTyped } from './writeTyped.ts';

export interface ParquetWriterSettings {
  /** More than one, and the bytes of the Parquet files are no longer the same for the same input. */
  readonly threads?: number;
  /** For what memory cannot hold; made and emptied by the writer. */
  readonly tempDirectory: string;
}

/**
 * What a writer may hold in memory. Sorts spill to disk beyond it; only very wide rows need the later limits, which are tried
 * where DuckDB says that the one before is not enough.
 */
const MEMORY_LIMITS = ['64MB', '256MB', '768MB', '3GB'] as const;

/** Given back at once: what DuckDB's allocator keeps for later adds up, over several tables, to more than it ever uses. */
const THRIFT = [
  "set global allocator_flush_threshold = '1MB'",
  "set global allocator_bulk_deallocation_flush_threshold = '1MB'",
];

/** A writer of typed Parquet files on a DuckDB of its own; its memory does not grow with the rows. */
export async function createParquetWriter({
  threads = 1,
  tempDirectory,
}: ParquetWriterSettings): Promise<ParquetWriter & { close(): void }> {
  await mkdir(tempDirectory, { recursive: true });
  // What a writer left that was killed.
  const left = (await readdir(tempDirectory)).filter((name) => name === 'spill' || name.startsWith('write-'));
  await Promise.all(left.map((name) => rm(join(tempDirectory, name), { recursive: true, force: true })));
  const spill = join(tempDirectory, 'spill');
  const instance = await openDuckDB({ threads, memoryLimit: MEMORY_LIMITS[0], tempDirectory: spill });
  await onConnection(instance, async (connection) => {
    for (const setting of THRIFT) await connection.run(setting);
  });
  return {
    write: (request) => onConnection(instance, (connection) => writeTyped(connection, tempDirectory, request)),
    settle: (request) => onConnection(instance, (connection) => settleRows(connection, request)),
    diff: (request) => onConnection(instance, (connection) => diffRows(connection, request)),
    close: () => instance.closeSync(),
  };
}

/** Works on a connection of its own: rejects are its temporary tables, so that writes can run side by side. */
async function onConnection<T>(
  instance: DuckDBInstance,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  try {
    await connection.run("set TimeZone = 'UTC'");
    for (const limit of MEMORY_LIMITS.slice(1)) {
      try {
        return await work(connection);
      } catch (error) {
        if (!isOutOfMemory(error)) throw error;
        await connection.run(`set global memory_limit = '${limit}'`);
      }
    }
    return await work(connection);
  } finally {
    connection.closeSync();
  }
}
