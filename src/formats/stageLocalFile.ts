import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemsError } from '../lib/problem.ts';
import type { SourceTable, StagedFile } from '../types.ts';
import type { FileFormat, FileOptions } from './fileOptions.ts';
import { type InspectedFile, inspectFile, type KnownFile } from './inspectFile.ts';
import type { StagedPart } from './stagedPart.ts';
import { isWholeUntil, writeTail } from './tailOf.ts';
import { wholeFile } from './wholeFiles.ts';

const FORMATS: Readonly<Record<string, FileFormat>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.parquet': 'parquet',
  '.duckdb': 'duckdb',
  '.db': 'duckdb',
  '.xlsx': 'xlsx',
  '.xlsm': 'xlsx',
};

interface FileRequest {
  readonly table: SourceTable<FileOptions>;
  /** Its name in messages, and of its part. */
  readonly label: string;
  readonly path: string;
  /** Of its own, for a copy of the file if one is needed; not there yet. */
  readonly folder: string;
  /** As it was read before. */
  readonly known?: KnownFile | undefined;
}

export interface LocalFile {
  /** Of the file as it lies there, with its log if it has one. */
  readonly sha256: string;
  /** Only where its rows are needed: a sheet is copied for them. */
  readonly stage: () => Promise<StagedPart>;
  /** How long it is, where it can be read from its end on once it has grown. */
  readonly bytes?: number;
  /** Stages the rows that have come to it, where it has grown since it was known. */
  readonly stageTail?: () => Promise<StagedPart>;
}

const NO_TEXT: ReadonlySet<FileFormat> = new Set(['parquet', 'duckdb', 'xlsx']);

/**
 * Turns a file on disk into one that the writer reads: what it is by the table's options or its ending, its text as UTF-8.
 * Throws a ProblemsError where neither can be told.
 */
export async function stageLocalFile(request: FileRequest): Promise<LocalFile> {
  const { table, label, path, folder } = request;
  const { options } = table;
  const gzip = label.toLowerCase().endsWith('.gz');
  const format = options.format ?? formatOf(label, table);
  const isText = !NO_TEXT.has(format);
  const known = gzip ? undefined : request.known;
  const inspected = await inspectFile({ path, label, gzip, isText, copy: join(folder, 'utf-8'), known });
  const { sha256 } = inspected;
  if (format === 'xlsx') return { sha256, stage: () => stageSheet(request) };
  if (format === 'duckdb') return databaseFile(request, sha256);
  const file = await readableFile({ ...request, format, gzip }, inspected);
  const stage = async (): Promise<StagedPart> => ({ files: [file] });
  return { sha256, stage, ...(await growing({ file, inspected, folder, path, known, gzip })) };
}

interface Growing {
  readonly file: StagedFile;
  readonly inspected: InspectedFile;
  readonly folder: string;
  readonly path: string;
  readonly known: KnownFile | undefined;
  readonly gzip: boolean;
}

/** A file of lines that may grow: CSV with a header, and JSON lines. */
async function growing({ file, inspected, folder, path, known, gzip }: Growing): Promise<Partial<LocalFile>> {
  const isCsv = file.format === 'csv' && file.header;
  if (gzip || inspected.path !== path || !(isCsv || (file.format === 'json' && file.newlineDelimited))) return {};
  const { bytes, isGrown } = inspected;
  if (known === undefined || !isGrown || bytes === known.bytes) return { bytes };
  if (!(await isWholeUntil(path, known.bytes, { isCsv, isClean: known.isClean }))) return { bytes };
  const stageTail = async (): Promise<StagedPart> => {
    const target = join(folder, 'tail');
    const delimiter = file.format === 'csv' ? file.delimiter : undefined;
    const linesBefore = await writeTail({ path, from: known.bytes, target, delimiter });
    const tail: StagedFile = file.format === 'json' ? { ...file, isTail: true } : file;
    return { files: [{ ...tail, path: target }], linesBefore };
  };
  return { bytes, stageTail };
}

/** A DuckDB file, with the log beside it if there is one. */
async function databaseFile({ table, label, path, folder }: FileRequest, sha256: string): Promise<LocalFile> {
  const { table: name } = table.options;
  if (name === undefined) {
    const message = `Nothing says which table of "${label}" to read.`;
    throw new ProblemsError([{ ...table.place, message, hint: 'Set `table` to the name of a table or view in it.' }]);
  }
  const whole = await wholeFile({ path, label, sha256, folder: join(folder, 'whole') });
  const stage = async (): Promise<StagedPart> => ({
    files: [{ format: 'duckdb', path: await whole.staged(), label, table: name }],
  });
  return { sha256: whole.sha256, stage };
}

async function stageSheet({ folder, ...request }: FileRequest): Promise<StagedPart> {
  await mkdir(folder, { recursive: true });
  const { stageXlsx } = await import('./xlsx/stageXlsx.ts');
  return stageXlsx({ ...request, target: join(folder, 'sheet.ndjson') });
}

interface ReadableRequest extends FileRequest {
  readonly format: Exclude<FileFormat, 'xlsx' | 'duckdb'>;
  readonly gzip: boolean;
}

async function readableFile(
  { table, label, path, folder, format, gzip }: ReadableRequest,
  inspected: InspectedFile,
): Promise<StagedFile> {
  const { options } = table;
  const plain = await withoutPattern(inspected.path, folder);
  if (format === 'parquet') return { format, path: plain, label };
  const text = { path: plain, label, gzip: gzip && inspected.path === path };
  if (format === 'csv' || format === 'tsv') {
    const delimiter = options.delimiter ?? (format === 'tsv' ? '\t' : ',');
    const nullText = options.null_text === undefined ? {} : { nullText: options.null_text };
    const padded = options.short_rows === 'pad' ? { isPadded: true } : {};
    return { format: 'csv', ...text, delimiter, header: options.header ?? true, ...nullText, ...padded };
  }
  // Files named .json often hold a line per object: what the text begins with tells.
  const newlineDelimited = format === 'ndjson' || inspected.firstCharacter === '{';
  return { format: 'json', ...text, newlineDelimited };
}

function formatOf(label: string, table: SourceTable<FileOptions>): FileFormat {
  const ending = /\.[^./]+$/.exec(label.toLowerCase().replace(/\.gz$/, ''))?.[0] ?? '';
  const format = FORMATS[ending];
  if (format !== undefined) return format;
  const message = `What "${label}" is cannot be told from its ending.`;
  throw new ProblemsError([
    { ...table.place, message, hint: 'Set `format` to csv, tsv, json, ndjson, parquet, duckdb or xlsx.' },
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
