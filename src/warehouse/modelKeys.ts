import type { Uses } from '../duckdb/tableUses.ts';
import { hashOf } from '../lib/hash.ts';
import { plainSql } from '../lib/sqlTokens.ts';
import type { ExtractManifest, Model, Source } from '../types.ts';

export interface KeyedInputs {
  /** Hash of what every model depends on: the program, the brand as its SQL sees it. */
  readonly base: string;
  readonly sources: readonly Source[];
  readonly models: readonly Model[];
  /** Of one brand. */
  readonly extracts: readonly ExtractManifest[];
  /** What each model reads directly. */
  readonly uses: ReadonlyMap<string, Uses>;
}

/**
 * A key for every source table ("source.table") and every model, by name: two warehouses hold the same rows under a name
 * where its keys are the same. A table's key is of its types and its extract, a model's of its SQL (without comments) and
 * of the keys of what it reads; where either stands in the project, and what is said of it, does not count.
 */
export function modelKeys({ base, sources, models, extracts, uses }: KeyedInputs): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const source of sources)
    for (const table of source.tables) {
      const extract = extracts.find((one) => one.source === source.name && one.table === table.name);
      keys.set(
        `${source.name}.${table.name}`,
        hashOf([base, Object.entries(table.columns), extract?.rowsHash ?? null]),
      );
    }
  const named = new Map(models.map((model) => [model.name, model]));
  const keyOf = (name: string): string => {
    const known = keys.get(name);
    if (known !== undefined) return known;
    const [model, used] = [named.get(name), uses.get(name)];
    if (model === undefined || used === undefined) throw new Error(`It is not known what "${name}" reads.`);
    const read = [...used.models, ...used.sourceTables].map((one) => [one, keyOf(one)]);
    const key = hashOf([base, model.contract === undefined ? 'table' : 'view', plainSql(model.sql), read]);
    keys.set(name, key);
    return key;
  };
  for (const { name } of models) keyOf(name);
  return keys;
}
