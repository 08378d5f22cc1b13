/**
 * Files by the thousand, one after the other: a system call that is waited for costs a third of one that is handed to
 * another thread, and memory for one file at a time. For stages that do nothing else meanwhile.
 */
import { lstatSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isMissing, writeFileUnsynced } from './files.ts';
import { sha256 } from './hash.ts';

/** Size of a file in bytes; undefined where there is no file. */
export function sizeOf(path: string): number | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? found.size : undefined;
}

/** What a file holds, where it has this sha256. One of another size than `bytes` is not read. */
export function wholeBytes(path: string, hash: string, bytes?: number): Uint8Array | undefined {
  const size = sizeOf(path);
  if (size === undefined || (bytes !== undefined && size !== bytes)) return undefined;
  const found = readBytes(path);
  return found !== undefined && sha256(found) === hash ? found : undefined;
}

/** What a file holds; undefined where there is none. */
export function readBytes(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Writes a file that can be made again and is held against a checksum by whoever comes after a run that died: where
 * there is nothing yet, without a temporary name; what is there is replaced by the whole of it.
 */
export async function layOutFile(path: string, data: Uint8Array): Promise<void> {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return writeFileUnsynced(path, data);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, data);
  } catch (error) {
    // The system does not say of which file it had no room for the rest.
    throw error instanceof Error && !('path' in error) ? Object.assign(error, { path }) : error;
  }
}
