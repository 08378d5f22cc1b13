import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ProblemsError } from './problem.ts';

/**
 * Makes the output folder. Folder by folder: Node's own recursive mkdir never returns where a file system refuses a new
 * folder as missing. Throws ProblemsError where it cannot be made.
 */
export async function makeOutFolder(path: string): Promise<void> {
  try {
    const parent = dirname(path);
    if (parent !== path && !existsSync(parent)) await makeOutFolder(parent);
    if (!existsSync(path)) await mkdir(path);
    else if (!statSync(path).isDirectory()) throw new Error('it is a file');
  } catch (error) {
    if (error instanceof ProblemsError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProblemsError([{ file: '--out', message: `${path} cannot be the output folder: ${reason}.` }]);
  }
}
