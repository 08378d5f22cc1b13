import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listFiles } from './files.ts';
import { hashOf, sha256 } from './hash.ts';

/** One hash of every file's path and bytes below the folders (paths relative to each); an absent folder counts as empty. */
export async function folderHash(...folders: readonly string[]): Promise<string> {
  const hashes = await Promise.all(
    folders.map(async (folder) => {
      const paths = await listFiles(folder);
      return Promise.all(paths.map(async (path) => [path, sha256(await readFile(join(folder, path)))]));
    }),
  );
  return hashOf(hashes);
}
