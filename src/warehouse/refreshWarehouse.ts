import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Uses } from '../duckdb/tableUses.ts';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { fileHash, hashOf, sha256 } from '../lib/hash.ts';
import { ZONE_DATABASE } from '../lib/zoneOffsets.ts';
import type { Brand, ExtractManifest, Log, Model, Source } from '../types.ts';
import { type BuildFailures, buildFailuresPath, readBuildFailures, writeBuildFailures } from './buildFailures.ts';
import { buildWarehouse, type WarehouseRequest } from './buildWarehouse.ts';
import { writeFilledModels } from './filledModels.ts';
import { modelKeys } from './modelKeys.ts';

export interface RefreshedWarehouse {
  readonly file: string;
  /** A hash of what each model and source table ("source.table") in it is made from, by name. */
  readonly keys: ReadonlyMap<string, string>;
  /** What is missing in it. */
  readonly failures: BuildFailures;
  /** Makes a file anew that is not as it was made. To be called before it is read: it is read through, which takes its time. */
  readonly ensureWhole: () => Promise<void>;
}

/**
 * Builds a brand's warehouse where the key of one of its models or source tables has changed (see modelKeys), or where
 * something was missing that may come out another time.
 */
export async function refreshWarehouse(
  request: {
    readonly outDir: string;
    readonly index: ArtifactIndex;
    readonly engineKey: string;
    readonly brand: Brand;
    readonly sources: readonly Source[];
    readonly models: readonly Model[];
    /** Of this brand. */
    readonly extracts: readonly ExtractManifest[];
    /** What each model reads directly. */
    readonly uses: ReadonlyMap<string, Uses>;
    readonly log: Log;
  } & Pick<WarehouseRequest, 'settings' | 'modelMs'>,
): Promise<RefreshedWarehouse> {
  const { outDir, index, engineKey, brand, models } = request;
  const { name, title, locale, timeZone, weekStart, currency } = brand;
  const facts = { name, title, locale, timeZone, weekStart, currency };
  const keys = modelKeys({ ...request, base: hashOf([engineKey, facts, ZONE_DATABASE]) });
  const key = hashOf([facts, [...keys]]);
  // A failure is told at its line: where there is one, a line that has moved is told anew.
  const toldAt = hashOf([key, models.map(({ name: model, sql, place }) => [model, sql, place])]);
  const path = `warehouse/${name}.duckdb`;
  const file = join(outDir, path);
  const failuresPath = buildFailuresPath(name);
  const build = async (): Promise<BuildFailures> => {
    await index.forget([path, failuresPath]);
    const { models: built, failures, isFinal } = await buildWarehouse({ ...request, file });
    await writeFilledModels(outDir, name, built);
    const text = await writeBuildFailures(outDir, name, failures);
    if (isFinal) {
      const { size } = await stat(file);
      index.set(path, { key, sha256: await fileHash(file), bytes: size });
      index.set(failuresPath, { key: failures.size === 0 ? key : toldAt, sha256: sha256(text) });
    }
    return failures;
  };
  const told = (await index.fresh(failuresPath, key)) ?? (await index.fresh(failuresPath, toldAt));
  if (told === undefined || (await index.fresh(path, key)) === undefined)
    return { file, keys, failures: await build(), ensureWhole: async () => {} };
  const ensureWhole = async (): Promise<void> => {
    if ((await fileHash(file)) === index.get(path)?.sha256) return;
    request.log.warn(`${path} is not as it was made, and is made anew.`);
    await build();
  };
  return { file, keys, failures: await readBuildFailures(outDir, name), ensureWhole };
}
