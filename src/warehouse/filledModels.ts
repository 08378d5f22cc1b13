import { join } from 'node:path';
import { readText, writeFileAtomic } from '../lib/files.ts';
import { stableJson } from '../lib/hash.ts';
import type { Brand } from '../types.ts';

/**
 * Keeps which models of a brand have rows, where it outlives the warehouse: the catalogue of a run that has nothing to
 * build names the same metrics. Of those that were not looked at it stays as it was.
 */
export async function writeFilledModels(
  outDir: string,
  brand: string,
  { hasRows, names }: { readonly hasRows: ReadonlyMap<string, boolean>; readonly names: ReadonlySet<string> },
): Promise<void> {
  const before = modelsIn(await readText(filledFile(outDir, brand))) ?? [];
  const unlooked = before.filter((name) => names.has(name) && !hasRows.has(name));
  const filled = [...unlooked, ...[...hasRows].flatMap(([name, has]) => (has ? [name] : []))];
  await writeFileAtomic(filledFile(outDir, brand), `${stableJson(filled.sort(), 1)}\n`);
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
  const known = await Promise.all(names.map(async (one) => modelsIn(await readText(filledFile(outDir, one)))));
  const built = known.filter((models) => models !== undefined);
  if (built.length === 0) return undefined;
  return new Set(built.flat());
}

/** A list that cannot be read is none: the next build writes it again. */
function modelsIn(text: string | undefined): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    return Array.isArray(value) && value.every((model) => typeof model === 'string') ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function filledFile(outDir: string, brand: string): string {
  return join(outDir, 'state', 'models', `${brand}.json`);
}
