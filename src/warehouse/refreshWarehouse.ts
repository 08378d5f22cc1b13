import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { hashOf } from '../lib/hash.ts';
import type { Brand, ExtractManifest, Model, Source } from '../types.ts';
import { buildWarehouse } from './buildWarehouse.ts';
import { writeFilledModels } from './filledModels.ts';

/** Builds a brand's warehouse where its extracts, models or settings have changed. Returns its file and what it is made from. */
export async function refreshWarehouse(request: {
  readonly outDir: string;
  readonly index: ArtifactIndex;
  readonly engineKey: string;
  readonly brand: Brand;
  readonly sources: readonly Source[];
  readonly models: readonly Model[];
  readonly extracts: readonly ExtractManifest[];
}): Promise<{ readonly file: string; readonly key: string }> {
  const { outDir, index, engineKey, brand, sources, models, extracts } = request;
  const { name, title, locale, timeZone, weekStart, currency } = brand;
  const facts = { name, title, locale, timeZone, weekStart, currency };
  const loaded = extracts.map(({ source, table, sha256 }) => [source, table, sha256]);
  const key = hashOf([engineKey, facts, sources, models, loaded]);
  const path = `warehouse/${name}.duckdb`;
  const file = join(outDir, path);
  if ((await index.fresh(path, key)) === undefined) {
    await index.forget([path]);
    const { models: built } = await buildWarehouse({ ...request, file });
    await writeFilledModels(outDir, name, built);
    const { size } = await stat(file);
    index.set(path, { key, sha256: key, bytes: size });
  }
  return { file, key };
}
