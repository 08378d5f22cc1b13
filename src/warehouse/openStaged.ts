import { ProblemsError } from '../lib/problem.ts';
import type { StagedFile } from '../types.ts';
import { openCsv } from './stagedCsv.ts';
import { openJson } from './stagedJson.ts';
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

/** Does something with a file; whatever DuckDB then says becomes a problem of that file. */
export async function namingFile<T>(file: StagedFile | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemsError || !(error instanceof Error)) throw error;
    throw new ProblemsError([
      { file: file?.label ?? '', message: `The file cannot be read: ${firstLine(error.message)}` },
    ]);
  }
}

/** DuckDB's errors are JSON here (see `openDuckDB`); their first line is what a person needs, without the path of a temporary file. */
function firstLine(message: string): string {
  const text = /"exception_message":"((?:[^"\\]|\\.)*)"/.exec(message)?.[1]?.replaceAll('\\n', '\n') ?? message;
  return clip(text.split('\n')[0] ?? '').replaceAll(/"?\/[^\s"]*\/([^\s"/]+)"?/g, '$1');
}
