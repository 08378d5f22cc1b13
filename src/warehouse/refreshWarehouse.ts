import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { fileHash, hashOf, sha256 } from '../lib/hash.ts';
import { ZONE_DATABASE } from '../lib/zoneOffsets.ts';
import type { Brand, ExtractManifest, Log, Model, Source } from '../types.ts';
import { type BuildFailures, buildFailuresPath, readBuildFailures, writeBuildFailures } from './buildFailures.ts';
import { buildWarehouse, type WarehouseRequest } from './buildWarehouse.ts';
import { writeFilledModels } from './filledModels.ts';

export interface RefreshedWarehouse {
  readonly file: string;
  /** Hash of what it is made from. */
  readonly key: string;
  /** What is missing in it. */
  readonly failures: BuildFailures;
  /** Makes a file anew that is not as it was made. To be called before it is read: it is read through, which takes its time. */
  readonly ensureWhole: () => Promise<void>;
}

/**
 * Builds a brand's warehouse where its extracts, models or settings have changed, or where something was missing that
 * may come out another time.
 */
export async function refreshWarehouse(
  request: {
    readonly outDir: string;
    readonly index: ArtifactIndex;
    readonly engineKey: string;
    readonly brand: Brand;
    readonly sources: readonly Source[];
    readonly models: readonly Model[];
    readonly extracts: readonly ExtractManifest[];
    readonly log: Log;
  } & Pick<WarehouseRequest, 'settings' | 'modelMs'>,
): Promise<RefreshedWarehouse> {
  const { outDir, index, engineKey, brand, sources, models, extracts } = request;
  const { name, title, locale, timeZone, weekStart, currency } = brand;
  const facts = { name, title, locale, timeZone, weekStart, currency };
  const loaded = extracts.map(({ source, table, sha256 }) => [source, table, sha256]);
  const key = hashOf([engineKey, facts, ZONE_DATABASE, sources, models, loaded]);
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
      index.set(failuresPath, { key, sha256: sha256(text) });
    }
    return failures;
  };
  if ((await index.fresh(path, key)) === undefined || (await index.fresh(failuresPath, key)) === undefined)
    return { file, key, failures: await build(), ensureWhole: async () => {} };
  const ensureWhole = async (): Promise<void> => {
    if ((await fileHash(file)) === index.get(path)?.sha256) return;
    request.log.warn(`${path} is not as it was made, and is made anew.`);
    await build();
  };
  return { file, key, failures: await readBuildFailures(outDir, name), ensureWhole };
}
