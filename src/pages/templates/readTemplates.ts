import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { hasCode } from '../../lib/errorCode.ts';
import { listFiles } from '../../lib/files.ts';
import { hashOf } from '../../lib/hash.ts';

/** Templates that find one another by their names, read from folders: a name of the first folder hides those behind it. */
export interface Templates {
  /** A hash of all of them. */
  readonly set: string;
  readonly texts: ReadonlyMap<string, string>;
  /** Where each lies, as people are told. */
  readonly files: ReadonlyMap<string, string>;
}

/** Folders of templates/ whose files templates may include. */
const HELD = ['layouts', 'parts', 'pages', 'mail'];

export interface TemplateFolder {
  /** Absolute. */
  readonly path: string;
  /** What people are told in its place. */
  readonly shown: string;
}

/**
 * Reads the templates of folders. What lies elsewhere is none of them: a name that leads out of its folder by a link of
 * the file system is left out, as if it were not there.
 */
export async function readTemplates(
  folders: readonly TemplateFolder[],
  held: readonly string[] = HELD,
): Promise<Templates> {
  const texts = new Map<string, string>();
  const files = new Map<string, string>();
  for (const { path, shown } of folders) {
    const root = await whereIs(path);
    if (root === undefined) continue;
    for (const name of await namesIn(path, held)) {
      if (texts.has(name)) continue;
      const real = await whereIs(join(path, name));
      if (real === undefined || !real.startsWith(root + sep)) continue;
      texts.set(name, await readFile(real, 'utf8'));
      files.set(name, `${shown}/${name}`);
    }
  }
  return { set: hashOf([...texts]), texts, files };
}

/** Where a path leads; nowhere where nothing is there, or a link leads round to itself. */
async function whereIs(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) return undefined;
    throw error;
  }
}

async function namesIn(path: string, held: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    held.map(async (folder) =>
      (await listFiles(join(path, folder))).map((name) => (folder === '.' ? name : `${folder}/${name}`)),
    ),
  );
  return lists.flat().sort();
}
