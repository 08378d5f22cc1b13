import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, writeFileAtomic, writeFileUnsynced } from '../../lib/files.ts';
import { sha256 } from '../../lib/hash.ts';
import { editionFiles } from '../editionWork.ts';
import type { Archive, ArchivedFile } from './archive.ts';
import { type PublishedEdition, publishedSnapshot, readBytes } from './publishedIndex.ts';

export interface LostEdition {
  readonly edition: PublishedEdition;
  readonly reason: string;
  /** Whether its page and PDF are as they were all the same: its stored data alone are lost. */
  readonly isShown: boolean;
}

/**
 * Sees to it that the site holds the published editions byte for byte as they were published: what is missing, damaged
 * or half made again comes out of the archive, what does not belong into an edition's folder goes, and what the archive
 * has lost and the site still has goes back into it. Returns the editions of which a file could be had from nowhere;
 * all that is left of their pages is taken off the site, unless it is their stored data alone.
 */
export async function restorePublished(request: {
  readonly outDir: string;
  readonly archive: Archive;
  readonly editions: readonly PublishedEdition[];
}): Promise<readonly LostEdition[]> {
  const site = join(request.outDir, 'site');
  const shared = new Map<string, Promise<string | undefined>>();
  const restore = (file: ArchivedFile): Promise<string | undefined> => {
    const once = `${file.path} ${file.sha256}`;
    const known = shared.get(once) ?? restoreFile(file, { site, archive: request.archive });
    shared.set(once, known);
    return known;
  };
  const lost: LostEdition[] = [];
  for (const edition of request.editions) {
    const { files = [], key } = edition;
    const faults = (await Promise.all(files.map(restore))).filter((fault) => fault !== undefined);
    if (faults.length > 0) {
      await rm(join(site, key.folder), { recursive: true, force: true });
      lost.push({ edition, reason: faults.join(' '), isShown: false });
    } else if (files.length > 0) {
      await removeOthers(join(site, key.folder), key.folder, files);
      await layOutPdf(edition, request.outDir, request.archive);
      const reason = await layOutSnapshot(edition, request.outDir);
      if (reason !== undefined) lost.push({ edition, reason, isShown: true });
    }
  }
  return lost;
}

/** Why the file cannot be had; undefined where it lies in the site as it was published. */
async function restoreFile(
  { path, sha256: hash, bytes }: ArchivedFile,
  { site, archive }: { readonly site: string; readonly archive: Archive },
): Promise<string | undefined> {
  const there = await readBytes(join(site, path));
  if (there !== undefined && there.byteLength === bytes && sha256(there) === hash) {
    if (!(await archive.has(hash, bytes))) await archive.put(there);
    return undefined;
  }
  const kept = await archive.get(hash);
  if (kept === undefined) return `${path} is neither in the site nor in the archive as it was published.`;
  await writeFileUnsynced(join(site, path), kept);
  return undefined;
}

/** An edition's folder holds its files alone: what a run that died, or another composition, left there goes. */
async function removeOthers(folder: string, name: string, files: readonly ArchivedFile[]): Promise<void> {
  const own = new Set(files.map(({ path }) => path));
  const folders = new Set(files.map(({ path }) => dirname(path)));
  const walk = async (below: string): Promise<void> => {
    const entries = await entriesOf(join(folder, below.slice(name.length)));
    for (const entry of entries) {
      const path = `${below}/${entry.name}`;
      if (entry.isDirectory() && folders.has(path)) await walk(path);
      else if (!own.has(path)) await rm(join(folder, path.slice(name.length)), { recursive: true, force: true });
    }
  };
  await walk(name);
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** A lost edition as the manifest tells it. */
export function lostEdition({ edition: { key }, reason, isShown }: LostEdition): {
  readonly edition: string;
  readonly reason: string;
} {
  const what = isShown ? 'it' : 'the archive';
  const hint = `Restore ${what} from a copy, or make it again: broadsheet backfill --from ${key.period.start} --report ${key.report}.`;
  return { edition: key.id, reason: `${reason} ${hint}` };
}

/** Puts an edition's PDF where a run that makes it puts it. */
async function layOutPdf({ key, sha256: hashes }: PublishedEdition, outDir: string, archive: Archive): Promise<void> {
  const path = join(outDir, editionFiles(key).pdf);
  const isWhole = isOf(hashes.pdf);
  if (isWhole(await readBytes(path))) return;
  const kept = await archive.get(hashes.pdf);
  if (kept !== undefined) await writeFileUnsynced(path, kept);
}

/**
 * The same of its snapshot, which lies in the state too: of the two, the one that is whole is put in the other's place.
 * Returns what is wrong where neither is.
 */
async function layOutSnapshot({ key, sha256: hashes }: PublishedEdition, outDir: string): Promise<string | undefined> {
  const stored = publishedSnapshot(outDir, key);
  const made = join(outDir, editionFiles(key).snapshot);
  const isWhole = isOf(hashes.snapshot);
  const [inState, laidOut] = [await readBytes(stored), await readBytes(made)];
  const whole = [inState, laidOut].find(isWhole);
  if (whole === undefined)
    return `Its data, ${stored}, are not as they were published: its page stays, and no mail of it can be made.`;
  if (!isWhole(inState)) await writeFileAtomic(stored, whole);
  if (!isWhole(laidOut)) await writeFileUnsynced(made, whole);
  return undefined;
}

function isOf(hash: string): (bytes: Uint8Array | undefined) => boolean {
  return (bytes) => bytes !== undefined && sha256(bytes) === hash;
}
