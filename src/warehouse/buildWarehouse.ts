import { timeWords } from '../duckdb/sqlProblem.ts';
import { processBytesOf } from '../lib/memory.ts';
import { withoutCulprits } from './process/culprits.ts';
import { type BuiltWarehouse, type FillRequest, removeUnfinished } from './process/fillWarehouse.ts';
import { MODEL_MS } from './process/runModels.ts';

export type { BuiltWarehouse } from './process/fillWarehouse.ts';
export type { BuiltModel } from './process/runModels.ts';
export type WarehouseRequest = Omit<FillRequest, 'culprits'>;

/**
 * Writes a brand's warehouse, in a process of its own: see fillWarehouse. A model that ends that process, or breaks
 * DuckDB, fails as any other does, and the file is made anew without it.
 */
export async function buildWarehouse(request: WarehouseRequest): Promise<BuiltWarehouse> {
  const { file, models, settings = {}, modelMs = MODEL_MS } = request;
  const placeOf = (at: string) => models.find(({ name }) => name === at)?.place;
  try {
    return await withoutCulprits(
      'fill',
      { ...request, settings, modelMs },
      { mostBytes: processBytesOf(settings.memoryLimit), limit: timeWords(modelMs), placeOf },
    );
  } catch (error) {
    await removeUnfinished(file);
    throw error;
  }
}
