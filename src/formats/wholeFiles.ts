import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { fileHash, sha256 as sha256Of } from '../lib/hash.ts';
import { type Problem, ProblemsError } from '../lib/problem.ts';

/**
 * Names that are the log of another file: "shop.duckdb.wal" holds rows of "shop.duckdb", and so do those that DuckDB keeps while
 * it writes the one into the other.
 */
export function logsOf(name: string, names: Iterable<string>): readonly string[] {
  return [...names].filter((other) => other === `${name}.wal` || other.startsWith(`${name}.wal.`)).sort();
}

/** Names without those that are the log of another of them: a pattern such as "*" means the files. */
export function withoutLogs(names: readonly string[]): readonly string[] {
  const logs = new Set(names.flatMap((name) => (/\.wal(\.|$)/.test(name) ? [] : logsOf(name, names))));
  return names.filter((name) => !logs.has(name));
}

/** A file that may have a log beside it, which belongs to it. */
export interface WholeFile {
  /** Of the file and its logs. */
  readonly sha256: string;
  /** The file's path, or that of a copy where there is a log: to read it is to write what it says into the file. */
  readonly staged: () => Promise<string>;
}

/** `sha256` is that of the file alone; a copy goes to `folder`, under the file's own name. */
export async function wholeFile({
  path,
  label,
  sha256,
  folder,
}: {
  readonly path: string;
  readonly label: string;
  readonly sha256: string;
  readonly folder: string;
}): Promise<WholeFile> {
  const logs = logsOf(basename(path), await readdir(dirname(path)));
  if (logs.length === 0) return { sha256, staged: async () => path };
  const names = [basename(path), ...logs];
  const hashesOf = (place: string) => Promise.all(names.map((name) => fileHash(join(place, name))));
  const hashes = await hashesOf(dirname(path));
  const copied = async (): Promise<string> => {
    await mkdir(folder, { recursive: true });
    for (const name of names) await copyFile(join(dirname(path), name), join(folder, name));
    if ((await hashesOf(folder)).join() === hashes.join()) return join(folder, basename(path));
    const message = 'The file changed while it was copied: somebody writes to it.';
    throw new ProblemsError([{ file: label, message, hint: 'Run it again when nobody does.' }]);
  };
  return { sha256: sha256Of(hashes.join()), staged: copied };
}

/** Folders whose own log says which of the files beside it count: a deleted or replaced row is in a file that still lies there. */
const LOGGED = [
  { kind: 'a Delta table', log: '_delta_log' },
  { kind: 'a Hudi table', log: '.hoodie' },
  { kind: 'an Iceberg table', log: 'metadata', holds: /\.metadata\.json$/ },
] as const;

/** Tells of Parquet files that are parts of a table with a log. `namesIn` lists what lies in a folder, by its names; none where there is no such. */
export async function loggedTableProblems(
  labels: readonly string[],
  namesIn: (folder: string) => Promise<readonly string[]>,
): Promise<readonly Problem[]> {
  const folders = new Set(labels.filter((label) => /\.parquet$/i.test(label)).flatMap(foldersAbove));
  const problems: Problem[] = [];
  for (const folder of [...folders].sort())
    for (const { kind, log, ...rest } of LOGGED) {
      const names = await namesIn(posix.join(folder, log));
      const isIt = 'holds' in rest ? names.some((name) => rest.holds.test(name)) : names.length > 0;
      if (!isIt) continue;
      const message = `The Parquet files below "${folder}" are ${kind}: only its log (${log}) says which of their rows count.`;
      problems.push({ file: '', message, hint: 'Export its rows to plain Parquet files, and read these.' });
    }
  return problems;
}

function foldersAbove(label: string): readonly string[] {
  const folder = posix.dirname(label);
  return folder === '.' || folder === '/' ? [folder] : [folder, ...foldersAbove(folder)];
}
