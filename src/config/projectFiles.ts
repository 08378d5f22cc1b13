import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { listFiles } from '../lib/files.ts';
import { ProblemsError } from '../lib/problem.ts';
import { type FileKind, findStrayFile, recogniseFile } from './folderLayout.ts';
import type { ProblemList } from './problemList.ts';

/** A content file: its text without a byte order mark, lines ended by "\n", so that positions are the editor's. */
export interface ProjectFile {
  readonly kind: FileKind;
  /** Of the thing: the file's or, for brand.yml, report.md and what lies beside them, the folder's. */
  readonly name: string;
  /** Relative to the project. */
  readonly path: string;
  /** Of a chart: its own name, `name` being its report's. */
  readonly chart?: string;
  /** `undefined` where it is not UTF-8, which is a problem that was told. */
  readonly text: string | undefined;
}

/**
 * Reads every file of queries/ and templates/ that means something, sorted by path; what means nothing is a problem.
 * Throws ProblemsError where the folder is not a project.
 */
export async function readProjectFiles(root: string, problems: ProblemList): Promise<readonly ProjectFile[]> {
  const paths = (
    await Promise.all(
      ['queries', 'templates'].map(async (top) => (await listFiles(join(root, top))).map((path) => `${top}/${path}`)),
    )
  ).flat();
  if (paths.length === 0) throw notAProject(root);
  const files = await Promise.all(paths.map((path) => readProjectFile({ root, path, problems })));
  return files.filter((file) => file !== undefined);
}

function notAProject(root: string): ProblemsError {
  const message = 'This is not a project: it has no files in queries/ and none in templates/.';
  return new ProblemsError([{ file: resolve(root), message, hint: 'Name the folder that holds them: --project DIR.' }]);
}

async function readProjectFile({ root, path, problems }: { root: string; path: string; problems: ProblemList }) {
  const recognised = recogniseFile(path);
  if (recognised === undefined) {
    const stray = findStrayFile(path);
    if (stray !== undefined) problems.add({ file: stray.file }, stray.message, stray.hint);
    return undefined;
  }
  if (recognised.badName !== undefined)
    problems.add({ file: path }, recognised.badName.message, recognised.badName.hint);
  return { ...recognised, path, text: decode(await readFile(join(root, path)), path, problems) };
}

function decode(bytes: Uint8Array, file: string, problems: ProblemList): string | undefined {
  try {
    // The decoder also removes a byte order mark.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    const before = new TextDecoder('utf-8').decode(bytes).split('\uFFFD', 1)[0] ?? '';
    problems.add({ file, ...lineAndColumn(before, before.length) }, 'The file is not UTF-8.', 'Save it as UTF-8.');
    return undefined;
  }
}

/** Where an offset (in UTF-16 units, from 0) of a text lies; line and column count from 1. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
