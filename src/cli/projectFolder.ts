import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ProblemsError } from '../lib/problem.ts';

/**
 * The project that a call is about: the folder that it names, else the one that somebody stands in, or the nearest above
 * it that has queries/ and templates/. Throws ProblemsError where there is none.
 */
export function projectFolder(named: string | undefined, standsIn: string): string {
  if (named !== undefined) return resolve(named);
  for (let folder = standsIn; ; folder = dirname(folder)) {
    if (['queries', 'templates'].every((name) => existsSync(join(folder, name)))) return folder;
    if (dirname(folder) === folder) break;
  }
  throw new ProblemsError([
    {
      file: standsIn,
      message: 'This is not a project, and lies in none: it has no queries/ and no templates/.',
      hint: 'Go to the folder that holds them, or name it: --project DIR.',
    },
  ]);
}
