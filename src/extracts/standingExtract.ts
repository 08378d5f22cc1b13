import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isMissing, readText, writeFileAtomic } from '../lib/files.ts';
import { fileHash, sha256, stableJson } from '../lib/hash.ts';
import { ProblemsError } from '../lib/problem.ts';
import type { ExtractManifest, Source } from '../types.ts';
import type { ExtractPlace, StoredManifest } from './extractManifest.ts';
import { type FormerManifest, ofOneFile } from './formerManifest.ts';
import { pathsOf } from './rowFiles.ts';

/** What stands of a table for a brand: nothing, an extract as it was written, or something that nothing can be built upon. */
export type Standing =
  | { readonly state: 'absent' }
  | { readonly state: 'whole'; readonly manifest: StoredManifest }
  | { readonly state: 'damaged'; readonly reason: string; readonly manifest?: StoredManifest };

/**
 * Reads an extract's manifest against its checksum, and its Parquet files against the hashes that they are named by: a file that
 * is cut off, zeroed or gone would be read as it is, or, where the remote system has not changed, stand for ever.
 */
export async function standingExtract(place: ExtractPlace): Promise<Standing> {
  const text = await readText(manifestPath(place));
  if (text === undefined) return { state: 'absent' };
  const sealed = sealedIn(text);
  if (sealed === undefined) return { state: 'damaged', reason: 'its manifest is not whole' };
  const { checksum, ...read } = sealed;
  if (checksum === undefined) return { state: 'damaged', reason: 'its manifest is of another version' };
  if (checksum !== checksumOf(read)) return { state: 'damaged', reason: 'its manifest is not as it was written' };
  const manifest = 'files' in read ? read : ofOneFile(read);
  for (const path of filesOf(manifest)) {
    const fault = await faultOfFile(join(place.outDir, path));
    if (fault !== undefined) return { state: 'damaged', reason: `${basename(path)} ${fault}`, manifest };
  }
  return { state: 'whole', manifest };
}

/** The extract that stands whole; undefined where there is none. */
export async function storedExtract(place: ExtractPlace): Promise<StoredManifest | undefined> {
  const standing = await standingExtract(place);
  return standing.state === 'whole' ? standing.manifest : undefined;
}

export async function writeManifest(place: ExtractPlace, manifest: StoredManifest): Promise<void> {
  const sealed = { ...manifest, checksum: checksumOf(manifest) };
  await writeFileAtomic(manifestPath(place), `${stableJson(sealed, 2)}\n`);
}

/**
 * The extracts that stand for a brand, in the order of the sources and their tables; tables that never came are left out. Throws a
 * ProblemsError where one is damaged: to leave it out would be to show that there is nothing.
 */
export async function readExtracts(request: {
  readonly outDir: string;
  readonly sources: readonly Source[];
  readonly brand: string;
}): Promise<readonly ExtractManifest[]> {
  const { outDir, sources, brand } = request;
  const own = sources.filter((source) => source.brands.includes(brand));
  const read = own.flatMap((source) =>
    source.tables.map(async ({ name: table, place }) => {
      const standing = await standingExtract({ outDir, brand, source: source.name, table });
      if (standing.state !== 'damaged') return standing.state === 'whole' ? [standing.manifest] : [];
      const message = `The extract of "${source.name}.${table}" cannot be relied on: ${standing.reason}.`;
      const hint = 'Pull it again: `broadsheet pull` brings all of it.';
      throw new ProblemsError([{ ...place, message, hint }]);
    }),
  );
  return (await Promise.all(read)).flat();
}

export function folderOf({ source, table, brand }: ExtractPlace): string {
  return `extracts/${source}/${table}/${brand}`;
}

/** The Parquet files of an extract, relative to the output folder. */
export function filesOf({ files, partRows }: Pick<StoredManifest, 'files' | 'partRows'>): readonly string[] {
  return [...new Set([...pathsOf(files), ...(partRows ?? []).map(({ parquet }) => parquet)])];
}

/** Whether a file that is named by its hash holds what it was written with. */
export async function isAsNamed(path: string): Promise<boolean> {
  return (await faultOfFile(path)) === undefined;
}

/** Files that were found whole, as they lay there then: a run reads each several times, and is to hash it once. */
const foundWhole = new Map<string, string>();

async function faultOfFile(path: string): Promise<string | undefined> {
  try {
    const { size, mtimeMs, ctimeMs, ino } = await stat(path);
    const lies = [size, mtimeMs, ctimeMs, ino].join(' ');
    if (foundWhole.get(path) === lies) return undefined;
    if (`${await fileHash(path)}.parquet` !== basename(path)) return 'is not as it was written';
    foundWhole.set(path, lies);
    return undefined;
  } catch (error) {
    if (isMissing(error)) return 'is gone';
    throw error;
  }
}

type SealedManifest = (StoredManifest | FormerManifest) & { readonly checksum?: string };

/** Undefined where the text is no JSON of an object. What the object holds, its checksum tells. */
function sealedIn(text: string): SealedManifest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as SealedManifest) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function checksumOf(manifest: StoredManifest | FormerManifest): string {
  return sha256(stableJson(manifest));
}

function manifestPath(place: ExtractPlace): string {
  return join(place.outDir, folderOf(place), 'manifest.json');
}
