import { glob, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { stageLocalFile } from '../../formats/stageLocalFile.ts';
import { loggedTableProblems, withoutLogs } from '../../formats/wholeFiles.ts';
import { isMissing } from '../../lib/files.ts';
import { didYouMean, type Problem, ProblemsError } from '../../lib/problem.ts';
import type { SourceTable } from '../../types.ts';
import { type Connector, connectionVariable, type Part, type StandingPart } from '../connector.ts';
import type { FilesOptions } from './options.ts';

/** Files of a folder: the project's, or the one that the connection's `_ROOT` variable names. */
export const files: Connector<FilesOptions> = {
  missingSecrets: () => [],
  async connect({ source, projectRoot, effects }) {
    const variable = source.connection === undefined ? undefined : connectionVariable(source, 'ROOT');
    const given = variable === undefined ? undefined : effects.env(variable);
    const root = given === undefined ? projectRoot : resolve(projectRoot, given);
    const rootName = given === undefined ? "the project's folder" : `the folder that ${variable} names`;
    return {
      pull: async ({ table, folder, standing = [] }) => ({
        mode: 'parts',
        parts: await partsOf({ table, folder, standing, root, rootName }),
      }),
    };
  },
};

interface PullRequest {
  readonly table: SourceTable<FilesOptions>;
  readonly folder: string;
  readonly standing: readonly StandingPart[];
  readonly root: string;
  readonly rootName: string;
}

/** Each file as a part. Every file is read through for its hash: a time of writing tells nothing on a fresh checkout. */
async function partsOf({ table, folder, standing, root, rootName }: PullRequest): Promise<readonly Part[]> {
  const { files } = table.options;
  const patterns = typeof files === 'string' ? [files] : files;
  const labels = await matching({ table, patterns, root, rootName });
  const parts: Part[] = [];
  const problems: Problem[] = [];
  for (const [index, label] of labels.entries()) {
    try {
      const place = join(folder, String(index));
      const stood = standing.find(({ name }) => name === label);
      const known = stood && { ...stood, sha256: stood.version };
      const { sha256, ...local } = await stageLocalFile({
        table,
        label,
        path: resolve(root, label),
        folder: place,
        known,
      });
      parts.push({ name: label, version: sha256, ...local });
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return parts;
}

/** The files that the patterns name, each once, sorted by name: the same on every machine. */
async function matching({
  table,
  patterns,
  root,
  rootName,
}: Omit<PullRequest, 'folder' | 'standing'> & { readonly patterns: readonly string[] }): Promise<readonly string[]> {
  const found = new Set<string>();
  const problems: Problem[] = [];
  const outside = (path: string): Problem => ({
    ...table.place,
    message: `"${path}" lies outside of ${rootName}.`,
    hint: 'Name its folder in the environment: `connection: NAME`, and the variable NAME_ROOT.',
  });
  for (const pattern of patterns) {
    if (isAbsolute(pattern) || pattern.split(/[\\/]/).includes('..')) {
      problems.push(outside(pattern));
      continue;
    }
    const matched = await matchesOf(pattern, root);
    for (const path of matched) {
      if (await isWithin(resolve(root, path), root)) found.add(path);
      else problems.push(outside(path));
    }
    if (matched.length > 0) continue;
    const hint = await nearbyNames(pattern, root);
    problems.push({ ...table.place, message: `No file of ${rootName} matches "${pattern}".`, ...(hint && { hint }) });
  }
  const labels = withoutLogs([...found].sort());
  problems.push(...(await loggedTableProblems(labels, (name) => namesIn(resolve(root, name)))));
  if (problems.length > 0) throw new ProblemsError(problems);
  return labels;
}

/** Whether a file, wherever a link leads, is below a folder. What is beside it is no data, such as what the system tells of a process. */
async function isWithin(path: string, folder: string): Promise<boolean> {
  const [real, top] = await Promise.all([realpath(path), realpath(folder)]);
  return real.startsWith(top + sep);
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

/** None of a folder that is not there. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
