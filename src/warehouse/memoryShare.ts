import { totalmem } from 'node:os';
import type { Limits } from '../types.ts';
import type { WarehouseRequest } from './buildWarehouse.ts';
import type { WarehouseSettings } from './openWarehouse.ts';

/** What DuckDB may take of a machine's memory in all; the browser, the drawings and the system need the rest. */
const SHARE = 0.6;
const LEAST_BYTES = 256 * 2 ** 20;

/** What a warehouse may take that is built, and one that is read, while so many brands are worked on at the same time. */
export function warehouseSettings(
  { modelMs, queryMs }: Limits,
  jobs: number,
): {
  readonly buildSettings: Pick<WarehouseRequest, 'settings' | 'modelMs'>;
  readonly readSettings: WarehouseSettings;
} {
  const memoryLimit = memoryShare(machineBytes(), jobs);
  return { buildSettings: { settings: { memoryLimit }, modelMs }, readSettings: { memoryLimit, timeLimitMs: queryMs } };
}

/** A job's share of a memory, as DuckDB writes it. */
export function memoryShare(bytes: number, jobs: number): string {
  return `${Math.floor(Math.max(LEAST_BYTES, (bytes * SHARE) / jobs) / 2 ** 20)}MiB`;
}

/** The machine's memory, or what a container may have of it. */
function machineBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
