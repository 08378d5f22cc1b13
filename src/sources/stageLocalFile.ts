import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemsError } from '../lib/problem.ts';
import type { SourceTable, StagedFile } from '../types.ts';
import { inspectFile } from './inspectFile.ts';

type Format = 'csv' | 'tsv' | 'json' | 'ndjson' | 'parquet' | 'duckdb';

/** A table's own keys in queries/sources/<source>.yml, of every kind whose tables are files; checked by `config/`. */
interface FileOptions {
  readonly format?: Format;
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly null_text?: string;
  readonly table?: string;
}

const FORMATS: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.parquet': 'parquet',
  '.duckdb': 'duckdb',
  '.db': 'duckdb',
};

interface FileRequest {
  readonly table: SourceTable;
  /** Its name in messages, and of its part. */
  readonly label: string;
  readonly path: string;
  /** Of its own, for a copy of the file if one is needed; not there yet. */
  readonly folder: string;
}

/**
 * Turns a file on disk into one that the writer reads: what it is by the table's options or its ending, its text as UTF-8.
 * Throws a ProblemsError where neither can be told.
 */
export async function stageLocalFile({
  table,
  label,
  path,
  folder,
}: FileRequest): Promise<{ readonly file: StagedFile; readonly sha256: string }> {
  const options = table.options as unknown as FileOptions;
  const gzip = label.toLowerCase().endsWith('.gz');
  const format = options.format ?? formatOf(label, table);
  const isText = format !== 'parquet' && format !== 'duckdb';
  const inspected = await inspectFile({ path, label, gzip, isText, copy: join(folder, 'utf-8') });
  const readable = { path: inspected.path, label, gzip: gzip && inspected.path === path };
  const { sha256 } = inspected;
  if (format === 'duckdb') return { file: { format, path, label, table: options.table ?? '' }, sha256 };
  const plain = await withoutPattern(readable.path, folder);
  if (format === 'parquet') return { file: { format, path: plain, label }, sha256 };
  const text = { ...readable, path: plain };
  if (format === 'csv' || format === 'tsv') {
    const delimiter = options.delimiter ?? (format === 'tsv' ? '\t' : ',');
    const nullText = options.null_text === undefined ? {} : { nullText: options.null_text };
    return { file: { format: 'csv', ...text, delimiter, header: options.header ?? true, ...nullText }, sha256 };
  }
  // Files named .json often hold a line per object: what the text begins with tells.
  const newlineDelimited = format === 'ndjson' || inspected.firstCharacter === '{';
  return { file: { format: 'json', ...text, newlineDelimited }, sha256 };
}

function formatOf(label: string, table: SourceTable): Format {
  const ending = /\.[^./]+$/.exec(label.toLowerCase().replace(/\.gz$/, ''))?.[0] ?? '';
  const format = FORMATS[ending];
  if (format !== undefined) return format;
  const message = `What "${label}" is cannot be told from its ending.`;
  throw new ProblemsError([
    { ...table.place, message, hint: 'Set `format` to csv, tsv, json, ndjson, parquet or duckdb.' },
  ]);
}

/** DuckDB reads `*`, `?` and `[` in a path as a pattern: a file with such a name is read through a link. */
async function withoutPattern(path: string, folder: string): Promise<string> {
  if (!/[*?[\]]/.test(path)) return path;
  await mkdir(folder, { recursive: true });
  const link = join(folder, 'link');
  await symlink(path, link);
  return link;
}
