import { type FileHandle, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';

let written = 0;

/**
 * Writes a file so that nobody ever sees half of it: to a temporary name in the same folder, flushed, then renamed.
 * Makes the folders above it. A file that holds the same bytes already is left as it is, with its time: whoever copies
 * or caches the folder sees what has changed.
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  if (!(await holds(path, bytes))) await writeAndRename(path, bytes, (file) => file.sync());
}

/**
 * Writes a file whole, as `writeFileAtomic` does, and leaves it to the system when it reaches the disk: for what is held
 * against a checksum before it is used.
 */
export async function writeFileUnsynced(path: string, data: Uint8Array): Promise<void> {
  await writeAndRename(path, data, async () => undefined);
}

async function writeAndRename(
  path: string,
  bytes: Uint8Array,
  flush: (file: FileHandle) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  written += 1;
  const temporary = `${path}.${process.pid}-${written}.tmp`;
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(bytes);
      await flush(file);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    // The system does not say of which file it had no room for the rest.
    throw error instanceof Error && !('path' in error) ? Object.assign(error, { path }) : error;
  }
}

async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    const { size } = await stat(path);
    return size === bytes.byteLength && (await readFile(path)).equals(bytes);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** A JSON file's value; `undefined` where there is no such file. Throws where it is not JSON. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readText(path);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** A file's text; `undefined` where there is no such file. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export async function fileExists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * Every file below a folder, as sorted relative paths with `/`; none where the folder is absent. A link that leads
 * nowhere, or to a folder that it lies in, is listed itself: whoever reads it is told.
 */
export async function listFiles(folder: string): Promise<readonly string[]> {
  const walk = async (below: string): Promise<string[]> => {
    const entries = await readdir(join(folder, below), { withFileTypes: true });
    const found = await Promise.all(
      entries.map(async (entry) => {
        const path = below === '' ? entry.name : `${below}/${entry.name}`;
        const isFolder =
          entry.isDirectory() || (entry.isSymbolicLink() && (await isFolderElsewhere(join(folder, path))));
        return isFolder ? walk(path) : [path];
      }),
    );
    return found.flat();
  };
  try {
    return (await walk('')).sort();
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** A link to a folder; one that leads round to where it lies would be followed for ever. */
async function isFolderElsewhere(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isDirectory()) return false;
    const [leadsTo, lies] = await Promise.all([realpath(path), realpath(dirname(path))]);
    return !`${lies}${sep}`.startsWith(`${leadsTo}${sep}`);
  } catch (error) {
    if (isMissing(error) || isLoop(error)) return false;
    throw error;
  }
}

function isLoop(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOOP';
}

/** Whether a system call failed because there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
