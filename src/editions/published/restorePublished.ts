import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMissing, writeFileAtomic } from '../../lib/files.ts';
import { layOutFile, wholeBytes } from '../../lib/manyFiles.ts';
import { editionFiles } from '../editionWork.ts';
import type { Archive, ArchivedFile } from './archive.ts';
import { type PublishedEdition, publishedSnapshot } from './publishedIndex.ts';

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
 * all that is left of their pages is taken off the site, unless it is their stored data alone. PDF and snapshot also lie
 * where a run that makes them puts them: of the editions that this run tells of, since nobody looks for others there.
 */
export async function restorePublished(request: {
  readonly outDir: string;
  readonly archive: Archive;
  readonly editions: readonly PublishedEdition[];
  /** Ids of the editions that the manifest of this run names. */
  readonly told: ReadonlySet<string>;
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
    if (files.length > 0) removeOthers(join(site, key.folder), key.folder, files);
    const faults = (await Promise.all(files.map(restore))).filter((fault) => fault !== undefined);
    if (faults.length > 0) {
      rmSync(join(site, key.folder), { recursive: true, force: true });
      lost.push({ edition, reason: faults.join(' '), isShown: false });
    } else if (files.length > 0) {
      const isTold = request.told.has(key.id);
      if (isTold) await layOutPdf(edition, request.outDir, request.archive);
      const reason = await layOutSnapshot(edition, request.outDir, isTold);
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
  const there = wholeBytes(join(site, path), hash, bytes);
  if (there !== undefined) {
    if (!(await archive.has(hash, bytes))) await archive.put(there);
    return undefined;
  }
  const kept = await archive.get(hash);
  if (kept === undefined) return `${path} is neither in the site nor in the archive as it was published.`;
  await layOutFile(join(site, path), kept);
  return undefined;
}

/** An edition's folder holds its files alone: what a run that died, or another composition, left there goes. */
function removeOthers(folder: string, name: string, files: readonly ArchivedFile[]): void {
  const own = new Set(files.map(({ path }) => path));
  const folders = new Set(files.map(({ path }) => dirname(path)));
  const walk = (below: string): void => {
    for (const entry of entriesOf(join(folder, below.slice(name.length)))) {
      const path = `${below}/${entry.name}`;
      if (entry.isDirectory() && folders.has(path)) walk(path);
      else if (entry.isDirectory() || !own.has(path))
        rmSync(join(folder, path.slice(name.length)), { recursive: true, force: true });
    }
  };
  walk(name);
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
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
async function layOutPdf({ key, sha256: { pdf } }: PublishedEdition, outDir: string, archive: Archive): Promise<void> {
  const path = join(outDir, editionFiles(key).pdf);
  if (wholeBytes(path, pdf) !== undefined) return;
  const kept = await archive.get(pdf);
  if (kept !== undefined) await layOutFile(path, kept);
}

/**
 * Its snapshot, which lies in the state and where a run that makes it puts it: of the two, the one that is whole is put
 * in the other's place. Returns what is wrong where neither is.
 */
async function layOutSnapshot(
  { key, sha256: { snapshot: hash } }: PublishedEdition,
  outDir: string,
  isTold: boolean,
): Promise<string | undefined> {
  const stored = publishedSnapshot(outDir, key);
  const made = join(outDir, editionFiles(key).snapshot);
  const inState = wholeBytes(stored, hash);
  if (inState !== undefined && !isTold) return undefined;
  const laidOut = wholeBytes(made, hash);
  const whole = inState ?? laidOut;
  if (whole === undefined)
    return `Its data, ${stored}, are not as they were published: its page stays, and no mail of it can be made.`;
  if (inState === undefined) await writeFileAtomic(stored, whole);
  if (laidOut === undefined) await layOutFile(made, whole);
  return undefined;
}
