import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { movedFiles, movedRanges } from '../duckdb/rowFilesSql.ts';
import { fileHash, stableJson } from '../lib/hash.ts';
import type { Instant, RowFiles } from '../types.ts';
import { asOfAt } from './asOfAt.ts';
import { type ExtractPlace, type PastExtract, rowsHashOf, type StoredManifest } from './extractManifest.ts';
import { pathsOf } from './rowFiles.ts';
import { filesOf, folderOf, isAsNamed, standingExtract, writeManifest } from './standingExtract.ts';

/** What a pull led to for one brand: Parquet files, made elsewhere or standing, by their whole paths, and what there is to say of them. */
export interface NewExtract extends Omit<StoredManifest, 'source' | 'table' | 'brand' | 'rowsHash' | 'past'> {
  /** The rows of the keys that the pull spoke of, before and after; absent where all rows came. */
  readonly changed?: { readonly before: RowFiles; readonly after: RowFiles } | undefined;
}

/** A file of the store, which was found as it was named. */
const IS_NAMED = /^[0-9a-f]{64}\.parquet$/;

interface StoreOptions {
  /** Whether its files are those of other brands too: then they are copied, else they are moved. */
  readonly isShared?: boolean;
  /** Called between the steps. */
  readonly atStep?: (step: string) => void;
  /** What to keep of the extract that the new one, where it is another, replaces. */
  readonly pastOf?: (
    former: StoredManifest | undefined,
    replacing: NewExtract | null,
  ) => Promise<readonly PastExtract[]>;
}

/**
 * Puts a new extract in the place of the one that stands. Where its rows are the same, that one is kept with its own
 * pull and, without a cursor, its `asOf`: nothing changed on the remote system. The manifest is renamed last: until then the former
 * extract stands whole.
 */
export async function storeExtract(
  place: ExtractPlace,
  extract: NewExtract,
  { isShared = true, atStep = () => {}, pastOf = async () => [] }: StoreOptions = {},
): Promise<{ readonly manifest: StoredManifest; readonly isReused: boolean }> {
  const standing = await standingExtract(place);
  const { changed: _, files: made, partRows, ...told } = extract;
  const rowsHash = rowsHashOf(told.columns, told.digest);
  // What is damaged leads nowhere, unless the same rows came again: then they heal it.
  const known = standing.state === 'absent' ? undefined : standing.manifest;
  const former = standing.state === 'whole' || known?.rowsHash === rowsHash ? known : undefined;
  const isSame = former?.rowsHash === rowsHash;
  const { source, table, brand } = place;
  const past = await pastOf(former, isSame ? null : extract);
  const isKept = isSame && standing.state === 'whole' && partRows === null && isLaidAlike(former.files, made);
  const isStaying = isKept && told.parts === null;
  const pathOf = isStaying
    ? (path: string) => path
    : await putInPlace(place, filesOf({ files: made, partRows }), isShared);
  const manifest: StoredManifest = {
    ...{ source, table, brand, rowsHash },
    ...told,
    ...emptiedOf(former, told.rows),
    ...(isSame && { asOf: asOfAt(told.maxCursor, told.asOf, former.asOf), pull: former.pull }),
    past,
    files: isStaying ? former.files : movedFiles(made, pathOf),
    partRows: partRows && movedRanges(partRows, pathOf),
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

/** Equal rows need not be laid out anew, unless they are read in another order: that of no key, or of another one. */
function isLaidAlike(former: RowFiles, made: RowFiles): boolean {
  return stableJson(former.key) === stableJson(made.key);
}

/**
 * Puts files among the extracts, each named by its content, so that one that is there is this one. Returns where each is, relative
 * to the output folder.
 */
export async function putInPlace(
  place: ExtractPlace,
  paths: readonly string[],
  isShared: boolean,
): Promise<(path: string) => string> {
  const placed = new Map<string, string>();
  for (const path of paths) placed.set(path, await putOne(place, path, isShared));
  return (path) => placed.get(path) ?? path;
}

async function putOne(place: ExtractPlace, made: string, isShared: boolean): Promise<string> {
  const folder = join(place.outDir, folderOf(place));
  const isNamed = IS_NAMED.test(basename(made));
  const name = isNamed ? basename(made) : `${await fileHash(made)}.parquet`;
  const target = join(folder, name);
  if (made !== target && !(await isAsNamed(target))) {
    await mkdir(folder, { recursive: true });
    // What is named so already is another brand's.
    await (isShared || isNamed ? copyFile : rename)(made, `${target}.tmp`);
    await flush(`${target}.tmp`);
    await rename(`${target}.tmp`, target);
  }
  return `${folderOf(place)}/${name}`;
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
  const kept = [...filesOf(manifest), ...manifest.past.flatMap(({ files }) => pathsOf(files))];
  const names = await readdir(join(place.outDir, folder));
  const old = names.filter((name) => /\.(parquet|tmp)$/.test(name) && !kept.includes(`${folder}/${name}`));
  await Promise.all(old.map((name) => rm(join(place.outDir, folder, name), { force: true })));
}
