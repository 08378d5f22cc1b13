import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
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
    const root = await realpath(path).catch(() => undefined);
    if (root === undefined) continue;
    for (const name of await namesIn(path, held)) {
      if (texts.has(name)) continue;
      const real = await realpath(join(path, name)).catch(() => undefined);
      if (real === undefined || !real.startsWith(root + sep)) continue;
      texts.set(name, await readFile(real, 'utf8'));
      files.set(name, `${shown}/${name}`);
    }
  }
  return { set: hashOf([...texts]), texts, files };
}

async function namesIn(path: string, held: readonly string[]): Promise<readonly string[]> {
  const lists = await Promise.all(
    held.map(async (folder) =>
      (await listFiles(join(path, folder))).map((name) => (folder === '.' ? name : `${folder}/${name}`)),
    ),
  );
  return lists.flat().sort();
}
