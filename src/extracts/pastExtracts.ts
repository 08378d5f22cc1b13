import { join } from 'node:path';
import { IS_GONE, movedFiles } from '../duckdb/rowFilesSql.ts';
import { stableJson } from '../lib/hash.ts';
import type { Instant, ParquetWriter, RowFiles, RowLayer, SourceTable } from '../types.ts';
import type { ExtractPlace, PastExtract, StoredManifest } from './extractManifest.ts';
import { layersOf, wholeFile } from './rowFiles.ts';
import { storedExtract } from './standingExtract.ts';
import { type NewExtract, putInPlace } from './storeExtract.ts';
import type { TablePull } from './tablePull.ts';

/** How a layer that leads back tells rows that are there from those that are not. */
const IS_THERE = { column: IS_GONE, equals: 'false' } as const;

/**
 * What is kept of what stood before: for a table with a key only what leads back from the new extract, else the former as it is.
 * What was replaced longer ago than `keep` says goes; the extract itself is what all of it was compacted into.
 */
export async function pastExtracts(
  { table, writer, folder, effects, outDir }: TablePull,
  place: ExtractPlace,
  { former, replacing }: { readonly former: StoredManifest | undefined; readonly replacing: NewExtract | null },
): Promise<readonly PastExtract[]> {
  if (table.keepHours === undefined || former === undefined) return [];
  const kept = stillKept(table, former.past, effects.now);
  if (replacing === null) return kept;
  const { rows, columns, pull } = former;
  const stood = { since: pull.ended, until: effects.now, rows, columns };
  const isWhole = table.key.length === 0 || !hasSameColumns(columns, table.columns);
  if (isWhole) return [{ ...stood, files: former.files, isWhole }, ...kept];
  const target = join(folder, `${place.brand}-past.parquet`);
  const from = replacing.changed?.after ?? replacing.files;
  const to = replacing.changed?.before ?? movedFiles(former.files, (path) => join(outDir, path));
  const { rows: steps } = await writer.diff({ from, to, columns, key: table.key, target });
  const back = { base: wholeFile(target, steps), deltas: [], key: table.key };
  return [{ ...stood, files: movedFiles(back, await putInPlace(place, [target], false)), isWhole }, ...kept];
}

/** What was replaced no longer ago than the table's `keep` says. */
export function stillKept(
  { keepHours }: Pick<SourceTable, 'keepHours'>,
  past: readonly PastExtract[],
  now: Instant,
): readonly PastExtract[] {
  if (keepHours === undefined) return [];
  const oldest = Date.parse(now) - keepHours * 3_600_000;
  return past.filter(({ until }) => Date.parse(until) >= oldest);
}

/** In whatever order: a manifest on disk has its own. */
function hasSameColumns(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return stableJson(a) === stableJson(b);
}

/**
 * Writes the rows that stood at an instant, as far back as they are kept, to a Parquet file. Undefined where none stood, or they are no
 * longer kept.
 */
export async function restoreExtract(
  place: ExtractPlace,
  at: Instant,
  { writer, key, target }: { readonly writer: ParquetWriter; readonly key: readonly string[]; readonly target: string },
): Promise<{ readonly rows: number } | undefined> {
  const manifest = await storedExtract(place);
  if (manifest === undefined) return undefined;
  const time = Date.parse(at);
  const later = manifest.past.filter(({ until }) => Date.parse(until) > time);
  const stood = later.at(-1);
  if (Date.parse(stood?.since ?? manifest.pull.ended) > time) return undefined;
  // The last whole one is where the way back begins.
  const whole = later.findLastIndex(({ isWhole }) => isWhole);
  const start = later[whole]?.files ?? manifest.files;
  const steps = later.slice(whole + 1);
  const lies = (files: RowFiles): RowFiles => movedFiles(files, (path) => join(place.outDir, path));
  const layers: RowLayer[] = [
    ...layersOf(lies(start)),
    ...steps.flatMap(({ files }) => layersOf(lies(files)).map((layer) => ({ ...layer, where: IS_THERE }))),
  ];
  const columns = (stood ?? manifest).columns;
  const isBack = steps.length + start.deltas.length > 0;
  const merged = await writer.merge({
    ...{ layers, columns, key: isBack ? key : [], version: null, cursor: null, isOrdered: true, target },
  });
  return merged === 'incomplete' ? undefined : { rows: merged.rows };
}
