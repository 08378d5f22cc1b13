import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileHash, stableJson } from '../lib/hash.ts';
import type { Instant } from '../types.ts';
import { asOfAt } from './asOfAt.ts';
import type { ExtractPlace, PastExtract, StoredManifest } from './extractManifest.ts';
import { filesOf, folderOf, isAsNamed, standingExtract, writeManifest } from './standingExtract.ts';

/** What a pull led to for one brand: finished Parquet files elsewhere, and what there is to say of them. */
export interface NewExtract
  extends Omit<StoredManifest, 'source' | 'table' | 'brand' | 'sha256' | 'parquet' | 'base' | 'past'> {
  readonly parquet: string;
  /** Where the base is: undefined where there is none. */
  readonly baseParquet?: string | undefined;
}

interface StoreOptions {
  /** Called between the steps. */
  readonly atStep?: (step: string) => void;
  /** What to keep of the extract that the new one, where it is another, replaces. */
  readonly pastOf?: (former: StoredManifest | undefined, replacing: string | null) => Promise<readonly PastExtract[]>;
}

/**
 * Puts a new extract in the place of the one that stands. Where its bytes are the same, that one is kept with its own
 * pull and, without a cursor, its `asOf`: nothing changed on the far side. The manifest is renamed last: until then the former
 * extract stands whole.
 */
export async function storeExtract(
  place: ExtractPlace,
  extract: NewExtract,
  { atStep = () => {}, pastOf = async () => [] }: StoreOptions = {},
): Promise<{ readonly manifest: StoredManifest; readonly isReused: boolean }> {
  const standing = await standingExtract(place);
  const { parquet: made, baseParquet, ...told } = extract;
  const sha256 = await fileHash(made);
  // What is damaged leads nowhere, unless the same rows came again: then they heal it.
  const known = standing.state === 'absent' ? undefined : standing.manifest;
  const former = standing.state === 'whole' || known?.sha256 === sha256 ? known : undefined;
  const isSame = former?.sha256 === sha256;
  const { source, table, brand } = place;
  const manifest: StoredManifest = {
    ...{ source, table, brand, sha256 },
    ...told,
    ...emptiedOf(former, told.rows),
    ...(isSame && { asOf: asOfAt(told.maxCursor, told.asOf, former.asOf), pull: former.pull }),
    past: await pastOf(former, isSame ? null : made),
    parquet: await putInPlace(place, made),
    base: baseParquet === undefined ? null : await putInPlace(place, baseParquet),
  };
  atStep('files in place');
  if (former !== undefined && isEqual(former, manifest)) {
    await removeOthers(place, former);
    return { manifest: former, isReused: true };
  }
  await writeManifest(place, manifest);
  atStep('manifest in place');
  await removeOthers(place, manifest);
  return { manifest, isReused: isSame };
}

/**
 * An extract that nothing has changed in, as of `now`: a cursor that lay in the last pull's future may have come to pass, and
 * what stood before may have been kept long enough.
 */
export async function keepExtract(
  place: ExtractPlace,
  manifest: StoredManifest,
  { now, former }: { readonly now: Instant; readonly former: StoredManifest },
): Promise<StoredManifest> {
  const asOf = asOfAt(manifest.maxCursor, now, manifest.asOf);
  const isSame = asOf === former.asOf && manifest.past.length === former.past.length;
  const kept = isSame ? former : { ...manifest, asOf };
  if (!isSame) await writeManifest(place, kept);
  await removeOthers(place, kept);
  return kept;
}

/** Rows that were there and are gone: also after further pulls that find none. */
function emptiedOf(former: StoredManifest | undefined, rows: number): Pick<StoredManifest, 'emptied'> {
  const before = former === undefined ? 0 : former.rows > 0 ? former.rows : (former.emptied ?? 0);
  return rows > 0 || before === 0 ? {} : { emptied: before };
}

/** Nothing is to be said anew where only the run differs that found everything as it was. */
function isEqual(former: StoredManifest, manifest: StoredManifest): boolean {
  return stableJson({ ...former, stateOf: '' }) === stableJson({ ...manifest, stateOf: '' });
}

/** Puts a file among the extracts, named by its content, so that one that is there is this one. Returns its path, relative to the output folder. */
export async function putInPlace(place: ExtractPlace, made: string): Promise<string> {
  const path = `${folderOf(place)}/${await fileHash(made)}.parquet`;
  const target = join(place.outDir, path);
  if (made === target || (await isAsNamed(target))) return path;
  await mkdir(join(place.outDir, folderOf(place)), { recursive: true });
  await copyFile(made, `${target}.tmp`);
  await flush(`${target}.tmp`);
  await rename(`${target}.tmp`, target);
  return path;
}

/** A manifest that is on the disk must not name rows that are not yet, should the machine lose its power. */
async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What the manifest does not name: of the former extract, or of a pull that was ended in its middle. */
async function removeOthers(place: ExtractPlace, manifest: StoredManifest): Promise<void> {
  const folder = folderOf(place);
  const kept = [...filesOf(manifest), ...manifest.past.map(({ parquet }) => parquet)];
  const names = await readdir(join(place.outDir, folder));
  const old = names.filter((name) => /\.(parquet|tmp)$/.test(name) && !kept.includes(`${folder}/${name}`));
  await Promise.all(old.map((name) => rm(join(place.outDir, folder, name), { force: true })));
}
