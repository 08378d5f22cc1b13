import { join, resolve } from 'node:path';
import { readContent } from '../lib/contentText.ts';
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
  /** `undefined` where it could not be read, which is a problem that was told. */
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
  const text = await readContent(join(root, path));
  if (typeof text === 'string') return { ...recognised, path, text };
  const { message, hint, ...place } = text;
  problems.add({ file: path, ...place }, message, hint);
  return { ...recognised, path, text: undefined };
}
