import { ProblemsError } from '../../src/lib/problem.ts';
import { type BuiltWarehouse, buildWarehouse, type WarehouseRequest } from '../../src/warehouse/buildWarehouse.ts';

/** Builds a warehouse of which nothing may be missing. */
export async function buildWhole(request: WarehouseRequest): Promise<BuiltWarehouse> {
  const built = await buildWarehouse(request);
  if (built.failures.size > 0) throw new ProblemsError([...built.failures.values()].flat());
  return built;
}
