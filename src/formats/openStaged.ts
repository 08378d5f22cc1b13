import { isOutOfMemory } from '../duckdb/connection.ts';
import { ProblemsError } from '../lib/problem.ts';
import type { StagedFile } from '../types.ts';
import { openCsv } from './csv/stagedCsv.ts';
import { openJson } from './json/stagedJson.ts';
import { clip, type OpenRequest, type StagedRelation } from './stagedRelation.ts';
import { openDuckdb, openParquet } from './stagedTyped.ts';

type Openers = {
  readonly [F in StagedFile['format']]: (
    file: Extract<StagedFile, { format: F }>,
    request: OpenRequest,
  ) => Promise<StagedRelation>;
};

const OPENERS: Openers = { csv: openCsv, json: openJson, parquet: openParquet, duckdb: openDuckdb };

/**
 * Opens a staged file and compares its columns with the wanted ones, before a row is read.
 * Throws a ProblemsError that names the file, where a column is missing or the file cannot be read at all.
 */
export function openStaged(file: StagedFile, request: OpenRequest): Promise<StagedRelation> {
  const open = OPENERS[file.format] as (file: StagedFile, request: OpenRequest) => Promise<StagedRelation>;
  return namingFile(file, () => open(file, request));
}

/** Does something with a file; whatever DuckDB then says becomes a problem of that file, but that memory is not enough. */
export async function namingFile<T>(file: StagedFile | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemsError || !(error instanceof Error) || isOutOfMemory(error)) throw error;
    throw new ProblemsError([{ file: file?.label ?? '', message: whyUnreadable(error.message) }]);
  }
}

const NOT_PARQUET = /No magic bytes found|too small to be a Parquet file/;
const NOT_DUCKDB = /not a valid DuckDB database file|in-memory database in read-only mode/;

/** DuckDB's errors are JSON here (see `openDuckDB`); their first line is what a person needs, without the path of a temporary file. */
function whyUnreadable(message: string): string {
  const escaped = /"exception_message":("(?:[^"\\]|\\.)*")/.exec(message)?.[1];
  const text = escaped === undefined ? message : String(JSON.parse(escaped));
  if (NOT_PARQUET.test(text)) return 'The file is no Parquet file, or not whole.';
  if (NOT_DUCKDB.test(text)) return 'The file is no DuckDB file, or not whole.';
  if (/Could not set lock|Conflicting lock/.test(text))
    return 'The file is open for writing elsewhere: DuckDB lets nobody read it meanwhile.';
  const broken = /^Malformed JSON .*?: ([^:\n]+?)\.?\s*$/m.exec(text)?.[1];
  if (broken !== undefined) return `The file is no whole JSON: ${broken}.`;
  const plain = clip(text.split('\n')[0] ?? '').replaceAll(/"?\/[^\s"]*\/([^\s"/]+)"?/g, '$1');
  return `The file cannot be read: ${plain}`;
}
