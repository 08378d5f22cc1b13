import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileExists, readJson, writeFileAtomic } from '../lib/files.ts';
import { stableJson } from '../lib/hash.ts';
import type { ExtractManifest, Instant, Source } from '../types.ts';

/** A manifest as it lies on disk; `input` tells whether the next pull need load anything, null where only its rows can tell. */
export interface StoredManifest extends ExtractManifest {
  readonly input: string | null;
  /** The highest cursor, which may lie in the pull's future; null where there is none. */
  readonly newest: Instant | null;
}

/** What data are as of at `now`: their highest cursor, which cannot be later than that; without one, `otherwise`. */
export function asOfAt(newest: Instant | null, now: Instant, otherwise: Instant): Instant {
  if (newest === null) return otherwise;
  return Date.parse(newest) > Date.parse(now) ? now : newest;
}

/** An extract whose input has not changed, as of `now`. */
export async function keepExtract(
  place: ExtractPlace,
  manifest: StoredManifest,
  now: Instant,
): Promise<StoredManifest> {
  const asOf = asOfAt(manifest.newest, now, manifest.asOf);
  if (asOf === manifest.asOf) return manifest;
  const kept = { ...manifest, asOf };
  await writeFileAtomic(manifestPath(place), `${stableJson(kept, 2)}\n`);
  return kept;
}

/** Where the extracts of one table and brand lie. */
export interface ExtractPlace {
  readonly outDir: string;
  readonly source: string;
  readonly table: string;
  readonly brand: string;
}

/** The extract that stands; undefined where there is none, or its Parquet file is gone. */
export async function storedExtract(place: ExtractPlace): Promise<StoredManifest | undefined> {
  const manifest = await readJson<StoredManifest>(manifestPath(place));
  return manifest !== undefined && (await fileExists(join(place.outDir, manifest.parquet))) ? manifest : undefined;
}

/** What a pull brought for one brand: a finished Parquet file elsewhere, and what there is to say of it. */
export interface NewExtract extends Pick<StoredManifest, 'rows' | 'columns' | 'newest' | 'rejected'> {
  readonly pulledAt: Instant;
  readonly parquet: string;
  readonly input: string | null;
}

/**
 * Puts a new extract in the place of the one that stands. Where its bytes are the same, that one is kept, and
 * without a cursor its `asOf` too: nothing changed on the far side. The manifest is renamed last: until then the former extract stands whole.
 */
export async function storeExtract(
  place: ExtractPlace,
  extract: NewExtract,
): Promise<{ readonly manifest: StoredManifest; readonly isReused: boolean }> {
  const former = await storedExtract(place);
  const sha256 = await sha256OfFile(extract.parquet);
  const parquet = `${folderOf(place)}/${sha256}.parquet`;
  const isSame = former?.sha256 === sha256;
  const { source, table, brand, outDir } = place;
  const { rows, columns, rejected, input, newest, pulledAt } = extract;
  const asOf = asOfAt(newest, pulledAt, isSame && former !== undefined ? former.asOf : pulledAt);
  const contents = { parquet, rows, columns, sha256, asOf, rejected, input, newest };
  const manifest: StoredManifest = { source, table, brand, ...contents };
  if (former !== undefined && stableJson(former) === stableJson(manifest)) return { manifest: former, isReused: true };

  await mkdir(join(outDir, folderOf(place)), { recursive: true });
  if (!isSame) {
    await copyFile(extract.parquet, join(outDir, `${parquet}.tmp`));
    await rename(join(outDir, `${parquet}.tmp`), join(outDir, parquet));
  }
  await writeFileAtomic(manifestPath(place), `${stableJson(manifest, 2)}\n`);
  await removeOthers(place, `${sha256}.parquet`);
  return { manifest, isReused: isSame };
}

/** An extract is a whole table, so the former one says nothing that this one does not. */
async function removeOthers(place: ExtractPlace, kept: string): Promise<void> {
  const folder = join(place.outDir, folderOf(place));
  const old = (await readdir(folder)).filter((name) => /\.parquet(\.tmp)?$/.test(name) && name !== kept);
  await Promise.all(old.map((name) => rm(join(folder, name))));
}

function folderOf({ source, table, brand }: ExtractPlace): string {
  return `extracts/${source}/${table}/${brand}`;
}

function manifestPath(place: ExtractPlace): string {
  return join(place.outDir, folderOf(place), 'manifest.json');
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The extracts that stand for a brand, in the order of the sources and their tables; tables without one are left out. */
export async function readExtracts(request: {
  readonly outDir: string;
  readonly sources: readonly Source[];
  readonly brand: string;
}): Promise<readonly ExtractManifest[]> {
  const { outDir, sources, brand } = request;
  const tables = sources
    .filter((source) => source.brands.includes(brand))
    .flatMap((source) => source.tables.map((table) => ({ source: source.name, table: table.name })));
  const stored = await Promise.all(tables.map((table) => storedExtract({ outDir, brand, ...table })));
  return stored.filter((manifest) => manifest !== undefined);
}
