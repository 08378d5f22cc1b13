import { join } from 'node:path';
import { readJson, writeFileAtomic } from '../lib/files.ts';
import { stableJson } from '../lib/hash.ts';
import type { Brand } from '../types.ts';
import type { BuiltModel } from './buildWarehouse.ts';

/** Keeps beside a brand's warehouse how many rows each of its models has. */
export async function writeModelRows(outDir: string, brand: string, models: readonly BuiltModel[]): Promise<void> {
  const rows = Object.fromEntries(models.map((model) => [model.name, model.rows]));
  await writeFileAtomic(rowsFile(outDir, brand), `${stableJson(rows, 1)}\n`);
}

/**
 * The models that have rows in a brand's warehouse, or in one of those that it spans; undefined where none of them has
 * been built in this output folder.
 */
export async function filledModels(
  outDir: string,
  { name, spans }: Pick<Brand, 'name' | 'spans'>,
): Promise<ReadonlySet<string> | undefined> {
  const names = spans?.map((brand) => brand.name) ?? [name];
  const known = await Promise.all(names.map((one) => readJson<Record<string, number>>(rowsFile(outDir, one))));
  const built = known.filter((rows) => rows !== undefined);
  if (built.length === 0) return undefined;
  return new Set(built.flatMap((rows) => Object.keys(rows).filter((model) => (rows[model] ?? 0) > 0)));
}

function rowsFile(outDir: string, brand: string): string {
  return join(outDir, 'warehouse', `${brand}.rows.json`);
}
