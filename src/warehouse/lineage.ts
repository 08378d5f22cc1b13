import type { Uses } from '../duckdb/tableUses.ts';

/** Everything that a metric or a query comes from, however far back. All sorted. */
export interface Lineage {
  readonly models: readonly string[];
  /** "source.table". */
  readonly sourceTables: readonly string[];
  readonly sources: readonly string[];
}

/**
 * Follows direct uses (a query's, or `{models: [mart], sourceTables: []}` for a metric) through the models, with the
 * map that `orderModels` made. A model that the map lacks counts, and leads nowhere.
 */
export function lineageOf(direct: Uses, uses: ReadonlyMap<string, Uses>): Lineage {
  const models = new Set<string>();
  const sourceTables = new Set<string>();
  const pending = [direct];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const table of next.sourceTables) sourceTables.add(table);
    for (const model of next.models) {
      if (models.has(model)) continue;
      models.add(model);
      pending.push(uses.get(model) ?? { models: [], sourceTables: [] });
    }
  }
  const sources = new Set([...sourceTables].map((table) => table.slice(0, table.indexOf('.'))));
  return { models: [...models].sort(), sourceTables: [...sourceTables].sort(), sources: [...sources].sort() };
}
