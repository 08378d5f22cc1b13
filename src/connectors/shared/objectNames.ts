import { matchesGlob, posix } from 'node:path';
import { didYouMean, type Problem, ProblemsError } from '../../lib/problem.ts';
import type { SourceTable } from '../../types.ts';

/** A table whose rows lie in files or objects of a name. */
type NamedFiles = SourceTable<{ readonly files: string | readonly string[] }>;

import { loggedTableProblems, withoutLogs } from '../../formats/wholeFiles.ts';

/** A table's `files`: a name, a pattern, a folder ("orders/"), or a list of these. */
export function patternsOf(table: NamedFiles): readonly string[] {
  const { files } = table.options;
  return typeof files === 'string' ? [files] : files;
}

/** What every name begins with that a pattern can match: "orders/2026-*.csv" → "orders/2026-". */
export function prefixOf(pattern: string): string {
  const special = pattern.search(/[*?[\]{}!()+@\\]/);
  return special === -1 ? pattern : pattern.slice(0, special);
}

/**
 * The names that a table's patterns match, each once, sorted: the same on every machine. Throws a ProblemsError for each pattern
 * that matches none; `where` says in it where was looked: "the bucket "exports"".
 */
export async function matchingNames(
  table: NamedFiles,
  names: Iterable<string>,
  where: string,
): Promise<readonly string[]> {
  const all = [...new Set(names)].sort();
  const found = new Set<string>();
  const problems: Problem[] = [];
  for (const pattern of patternsOf(table)) {
    const matched = all.filter((name) => matches(name, pattern));
    for (const name of matched) found.add(name);
    if (matched.length > 0) continue;
    const hint = didYouMean(pattern, all);
    problems.push({ ...table.place, message: `No file of ${where} matches "${pattern}".`, ...(hint && { hint }) });
  }
  const matched = withoutLogs([...found].sort());
  const namesIn = async (folder: string) => all.filter((name) => name.startsWith(`${folder}/`));
  problems.push(...(await loggedTableProblems(matched, namesIn)));
  if (problems.length > 0) throw new ProblemsError(problems);
  return matched;
}

function matches(name: string, pattern: string): boolean {
  // A name that is there is meant as it stands, though it hold characters that a pattern would read otherwise.
  if (name === pattern) return true;
  return pattern.endsWith('/') ? name.startsWith(pattern) : matchesGlob(name, pattern);
}

/** A name on disk for what lies elsewhere under this one. A DuckDB file's views may count on their file's name. */
export function diskName(name: string): string {
  return posix.basename(name).replaceAll(/[^\w.-]/g, '_') || '_';
}
