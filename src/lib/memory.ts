import { availableParallelism, totalmem } from 'node:os';
import { ProblemsError } from './problem.ts';

/** What the parts of a run may hold, in bytes. A pull is over before the first warehouse is built. */
export interface MemoryShares {
  /** DuckDB while sources are pulled. */
  readonly pull: number;
  /** DuckDB of one brand's warehouse; as many as there are jobs are open at once. */
  readonly warehouse: number;
  /** A process that draws charts; there is at most one for each core. */
  readonly drawing: number;
}

const SHARES = { pull: 1 / 2, warehouses: 1 / 2, drawings: 1 / 4 } as const;
/** DuckDB does nothing with less, and no chart is drawn. */
const LEAST = { duckdb: 64 * 2 ** 20, drawing: 256 * 2 ** 20 } as const;
/** More than this no chart needs: one that wants it never ends. */
const MOST_DRAWING = 2 * 2 ** 30;

/** DuckDB's own share of a machine where no limit is set. */
const DUCKDB_TAKES = 0.8;

const UNITS: Readonly<Record<string, number>> = { KB: 1e3, MB: 1e6, GB: 1e9, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30 };

/** Shares out what a run may hold: all memory that depends on the machine is decided here. */
export function memoryShares(bytes: number, jobs: number): MemoryShares {
  return {
    pull: Math.max(LEAST.duckdb, bytes * SHARES.pull),
    warehouse: Math.max(LEAST.duckdb, (bytes * SHARES.warehouses) / jobs),
    drawing: Math.min(MOST_DRAWING, Math.max(LEAST.drawing, (bytes * SHARES.drawings) / availableParallelism())),
  };
}

/**
 * What a run may hold: what `--memory` or BROADSHEET_MEMORY says, else half of what the machine or its container has. Throws a
 * ProblemsError where the variable cannot be read.
 */
export function memoryOf(asked: number | undefined, env: (name: string) => string | undefined): number {
  const text = env('BROADSHEET_MEMORY');
  const bytes = asked ?? (text === undefined ? machineBytes() / 2 : bytesOf(text));
  if (bytes !== undefined) return bytes;
  const message = `BROADSHEET_MEMORY is ${JSON.stringify(text)}, which is no amount of memory.`;
  throw new ProblemsError([{ file: '', message, hint: 'Write a number and its unit: 6GB, 400MB.' }]);
}

/** Bytes of "6GB", "400 MB" or "1.5GiB"; undefined where it is none of these. */
export function bytesOf(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMG]i?B)$/i.exec(text.trim()) ?? [];
  const bytes = Number(number) * (UNITS[unit.toUpperCase()] ?? 0);
  return bytes > 0 ? bytes : undefined;
}

/** An amount as DuckDB reads it. */
export function duckdbMemory(bytes: number): string {
  return `${Math.floor(bytes / 2 ** 20)}MiB`;
}

/**
 * Memory that a process with a DuckDB of this limit may hold. DuckDB counts what it keeps of tables against its limit, but no texts
 * and lists that an expression makes: half a gigabyte and a quarter are for them, and for the program itself.
 */
export function processBytesOf(memoryLimit: string | undefined): number {
  const limit = bytesOf(memoryLimit ?? '') ?? machineBytes() * DUCKDB_TAKES;
  return Math.round(limit * 1.25 + 512 * 2 ** 20);
}

/** The machine's memory, or what a container may have of it, by whichever version of cgroups. */
function machineBytes(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}
