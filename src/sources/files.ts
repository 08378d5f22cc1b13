import { glob, mkdir, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { hashOf } from '../lib/hash.ts';
import { didYouMean, type Problem, ProblemsError } from '../lib/problem.ts';
import type { SourceTable, StagedFile } from '../types.ts';
import { inspectFile } from './inspectFile.ts';
import { connectionVariable, type SourceKind, type Staged } from './sourceKind.ts';

type Format = 'csv' | 'tsv' | 'json' | 'ndjson' | 'parquet' | 'duckdb';

/** A table's own keys in queries/sources/<source>.yml; checked by `config/`. */
interface FilesOptions {
  readonly files: string | readonly string[];
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

/** Files of a folder: the project's, or the one that the connection's `_ROOT` variable names. */
export const files: SourceKind = {
  missingSecrets: () => [],
  async connect({ source, projectRoot, effects }) {
    const variable = source.connection === undefined ? undefined : connectionVariable(source, 'ROOT');
    const given = variable === undefined ? undefined : effects.env(variable);
    const root = given === undefined ? projectRoot : resolve(projectRoot, given);
    const rootName = given === undefined ? "the project's folder" : `the folder that ${variable} names`;
    return { stage: (table, folder) => stageFiles({ table, folder, root, rootName }) };
  },
};

interface StageRequest {
  readonly table: SourceTable;
  readonly folder: string;
  readonly root: string;
  readonly rootName: string;
}

async function stageFiles({ table, folder, root, rootName }: StageRequest): Promise<Staged> {
  const options = table.options as unknown as FilesOptions;
  const patterns = typeof options.files === 'string' ? [options.files] : options.files;
  const labels = await matching({ table, patterns, root, rootName });
  const staged: StagedFile[] = [];
  const hashes: (readonly [string, string])[] = [];
  const problems: Problem[] = [];
  for (const [index, label] of labels.entries()) {
    try {
      const place = join(folder, String(index));
      const { file, sha256 } = await stageFile({ table, label, path: resolve(root, label), folder: place });
      staged.push(file);
      hashes.push([label, sha256]);
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return { files: staged, fingerprint: hashOf(hashes), isKeyed: false, announcedRows: null };
}

/** The files that the patterns name, each once, sorted by name: the same on every machine. */
async function matching({
  table,
  patterns,
  root,
  rootName,
}: Omit<StageRequest, 'folder'> & { readonly patterns: readonly string[] }): Promise<readonly string[]> {
  const found = new Set<string>();
  const problems: Problem[] = [];
  for (const pattern of patterns) {
    const matched = await matchesOf(pattern, root);
    for (const path of matched) found.add(path);
    if (matched.length > 0) continue;
    const hint = await nearbyNames(pattern, root);
    problems.push({ ...table.place, message: `No file of ${rootName} matches "${pattern}".`, ...(hint && { hint }) });
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return [...found].sort();
}

async function matchesOf(pattern: string, root: string): Promise<readonly string[]> {
  // A name that is there is meant as it stands, though it hold characters that a pattern would read otherwise.
  if (await isFile(resolve(root, pattern))) return [pattern];
  const found: string[] = [];
  for await (const path of glob(pattern, { cwd: root })) {
    if (await isFile(resolve(root, path))) found.push(path.replaceAll('\\', '/'));
  }
  return found;
}

async function nearbyNames(pattern: string, root: string): Promise<string> {
  const names: string[] = [];
  for await (const path of glob(`${dirname(pattern)}/*`, { cwd: root })) names.push(basename(path));
  return didYouMean(basename(pattern), names);
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

interface FileRequest {
  readonly table: SourceTable;
  readonly label: string;
  readonly path: string;
  /** Of its own, for a copy of the file if one is needed; not there yet. */
  readonly folder: string;
}

async function stageFile({
  table,
  label,
  path,
  folder,
}: FileRequest): Promise<{ readonly file: StagedFile; readonly sha256: string }> {
  const options = table.options as unknown as FilesOptions;
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
