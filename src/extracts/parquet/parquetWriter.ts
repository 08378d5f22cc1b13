import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { isOutOfMemory, openDuckDB } from '../../duckdb/connection.ts';
import type { Instant, ParquetWriter } from '../../types.ts';
import { diffRows } from './diffRows.ts';
import { cursorsOf, digestRows } from './digestRows.ts';
import { mergeRows } from './mergeRows.ts';
import { presentKeys, touchRows } from './touchRows.ts';
import { writeTyped } from './writeTyped.ts';

export interface ParquetWriterSettings {
  /** More than one, and the bytes of the Parquet files are no longer the same for the same input. */
  readonly threads?: number;
  /** Rows that say they are of a later time are bad; absent: none are for that. */
  readonly latest?: Instant | undefined;
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
  latest,
  tempDirectory,
}: ParquetWriterSettings): Promise<ParquetWriter & { close(): void }> {
  await mkdir(tempDirectory, { recursive: true });
  // What a writer left that was killed.
  const left = (await readdir(tempDirectory)).filter((name) => name === 'spill' || name.startsWith('write-'));
  await Promise.all(left.map((name) => rm(join(tempDirectory, name), { recursive: true, force: true })));
  const spill = join(tempDirectory, 'spill');
  const instance = await openDuckDB({ threads, memoryLimit: MEMORY_LIMITS[0], tempDirectory: spill });
  const work = workOn(instance);
  await work(async (connection) => {
    for (const setting of THRIFT) await connection.run(setting);
  });
  return {
    write: (request) => work((connection) => writeTyped(connection, tempDirectory, { ...request, latest })),
    merge: (request) => work((connection) => mergeRows(connection, request)),
    diff: (request) => work((connection) => diffRows(connection, request)),
    touch: (request) => work((connection) => touchRows(connection, request)),
    present: (request) => work((connection) => presentKeys(connection, request)),
    digest: (request) => work((connection) => digestRows(connection, request)),
    cursors: (request) => work((connection) => cursorsOf(connection, request)),
    close: () => instance.closeSync(),
  };
}

/**
 * Works on connections of their own: rejects are their temporary tables, so that writes can run side by side. They share the
 * memory; where it was not enough for one, the limit rises for all, unless another has raised it meanwhile.
 */
function workOn(instance: DuckDBInstance): <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T> {
  let level = 0;
  return async (work) => {
    const connection = await instance.connect();
    try {
      await connection.run("set TimeZone = 'UTC'");
      for (;;) {
        const started = level;
        try {
          return await work(connection);
        } catch (error) {
          const next = MEMORY_LIMITS[started + 1];
          if (!isOutOfMemory(error) || next === undefined) throw error;
          if (level > started) continue;
          level = started + 1;
          await connection.run(`set global memory_limit = '${next}'`);
        }
      }
    } finally {
      connection.closeSync();
    }
  };
}
