import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect } from 'vitest';
import { movedFiles, rowFilesSql } from '../../../src/duckdb/rowFilesSql.ts';
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
    manifest: Pick<ExtractManifest, 'files' | 'columns'> | { readonly parquet: string } | undefined,
  ) => Promise<readonly (readonly unknown[])[]>;
  /** Pulls into the folder and, once more, into a fresh one: what stands must be what a pull from scratch gives, row for row. */
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
  /** As a warehouse reads them: those of a table with a key in its order. */
  const read: Bench['rowsOf'] = async (outDir, manifest) => {
    if (manifest === undefined) throw new Error('There is no extract to read.');
    const connection = await reader.connect();
    if ('parquet' in manifest)
      return (await connection.runAndReadAll(`from read_parquet('${join(outDir, manifest.parquet)}')`)).getRowsJson();
    const files = movedFiles(manifest.files, (path) => join(outDir, path));
    // A manifest on disk has its columns in an order of their own.
    const inFile = `describe from read_parquet('${files.base[0]?.parquet}')`;
    const names = files.base.length === 0 ? [] : (await connection.runAndReadAll(inFile)).getRows().map(String);
    const place = (name: string): number => names.findIndex((text) => text.startsWith(`${name},`));
    const columns = Object.fromEntries(Object.entries(manifest.columns).sort(([a], [b]) => place(a) - place(b)));
    const { key } = files;
    const rows = rowFilesSql(files, columns);
    const order = key.length === 0 ? '' : `order by ${key.map((name) => `"${name}"`).join(', ')}`;
    return (await connection.runAndReadAll(`from (${rows}) ${order}`)).getRowsJson();
  };
  const stateOf = ({ manifests }: Pulled) =>
    manifests.map(({ brand, table, rows, rowsHash, rejected }) => ({ brand, table, rows, rowsHash, rejected }));
  return {
    folder,
    logged,
    waited,
    pull,
    async expectFullPull(request) {
      const pulled = await pull(request);
      const freshDir = await folder('fresh');
      const fresh = await pull({ projectRoot: request.outDir, ...request, outDir: freshDir });
      expect(stateOf(pulled)).toEqual(stateOf(fresh));
      for (const [index, manifest] of pulled.manifests.entries())
        expect(await read(request.outDir, manifest)).toEqual(await read(freshDir, fresh.manifests[index]));
      return pulled;
    },
    rowsOf: read,
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
