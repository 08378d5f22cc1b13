import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect } from 'vitest';
import { createParquetWriter } from '../../../src/extracts/parquet/parquetWriter.ts';
import { type Pulled, type PullRequest, pullSource } from '../../../src/extracts/pullSource.ts';
import type { Effects, ExtractManifest, ParquetWriter, Source, SourceTable } from '../../../src/types.ts';

/** What a test of a pull works with: a project's folder, an output folder, a log that is kept, waits that take no time. */
export interface Bench {
  /** New for each call. */
  readonly folder: (name: string) => Promise<string>;
  readonly pull: (request: Partial<PullRequest> & Pick<PullRequest, 'source' | 'outDir'>) => Promise<Pulled>;
  readonly rowsOf: (
    outDir: string,
    manifest: Pick<ExtractManifest, 'parquet'> | undefined,
  ) => Promise<readonly (readonly unknown[])[]>;
  /** Pulls into the folder and, once more, into a fresh one: what stands must be what a pull from scratch gives, byte for byte. */
  readonly expectFullPull: (request: Partial<PullRequest> & Pick<PullRequest, 'source' | 'outDir'>) => Promise<Pulled>;
  readonly logged: string[];
  readonly waited: number[];
}

export const NOW = '2026-11-23T05:00:00Z';

/** Call once per test file, at its top. */
export function useBench(): Bench {
  const folders: string[] = [];
  const logged: string[] = [];
  const waited: number[] = [];
  let writer: ParquetWriter & { close(): void };
  let reader: DuckDBInstance;
  const folder = async (name: string): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), `${name}-`));
    folders.push(made);
    return made;
  };
  beforeAll(async () => {
    writer = await createParquetWriter({ tempDirectory: await folder('temp') });
    reader = await DuckDBInstance.create(':memory:');
  });
  afterAll(async () => {
    writer.close();
    reader.closeSync();
    await Promise.all(folders.map((made) => rm(made, { recursive: true, force: true })));
  });
  const pull: Bench['pull'] = (request) =>
    pullSource({
      projectRoot: request.outDir,
      brands: request.source.brands,
      writer,
      effects: effects({}, logged),
      retryClock: { sleep: async (ms) => waited.push(ms), random: () => 1 },
      ...request,
    });
  const stateOf = ({ manifests }: Pulled) =>
    manifests.map(({ brand, table, rows, sha256, rejected }) => ({ brand, table, rows, sha256, rejected }));
  return {
    folder,
    logged,
    waited,
    pull,
    async expectFullPull(request) {
      const pulled = await pull(request);
      const fresh = await pull({ projectRoot: request.outDir, ...request, outDir: await folder('fresh') });
      expect(stateOf(pulled)).toEqual(stateOf(fresh));
      return pulled;
    },
    rowsOf: async (outDir, manifest) => {
      const connection = await reader.connect();
      const read = await connection.runAndReadAll(`from read_parquet('${join(outDir, manifest?.parquet ?? '')}')`);
      return read.getRowsJson();
    },
  };
}

export function effects(env: Readonly<Record<string, string>>, logged: string[] = [], now = NOW): Effects {
  const log = {
    info: (line: string) => logged.push(line),
    warn: (line: string) => logged.push(line),
    progress: () => {},
  };
  return { now, log, env: (name) => env[name] || undefined };
}

export function source(kind: string, tables: readonly SourceTable[], more: Partial<Source> = {}): Source {
  return { name: 'app', kind, brands: ['one'], tables, place: { file: 'queries/sources/app.yml', line: 1 }, ...more };
}

export function table(
  columns: Readonly<Record<string, string>>,
  options: Readonly<Record<string, unknown>>,
  more: Partial<SourceTable> = {},
): SourceTable {
  return {
    name: 'rows',
    columns,
    key: [],
    options,
    place: { file: 'queries/sources/app.yml', line: 4, column: 3 },
    ...more,
  };
}

/** What a person is told; "nothing was refused" where nothing was. */
export async function toldBy(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );
}

export function readManifest(outDir: string, brand = 'one', name = 'rows'): Promise<string> {
  return readFile(join(outDir, 'extracts', 'app', name, brand, 'manifest.json'), 'utf8');
}
