import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileExists, isMissing } from '../lib/files.ts';
import { sha256 } from '../lib/hash.ts';
import type { Problem } from '../lib/problem.ts';
import { readSealed, writeSealed } from '../lib/sealedJson.ts';

/** Why models and source tables ("source.table") are not in a warehouse, by their names; of one that rests on another, why that is not. */
export type BuildFailures = ReadonlyMap<string, readonly Problem[]>;

/** What a brand's warehouse holds, and what could not come to be, by names of models and source tables. */
export interface WarehouseContents {
  /** Of the file as it was when it was made. */
  readonly fingerprint: string;
  /** The key that each table of it was made from. */
  readonly standing: ReadonlyMap<string, string>;
  readonly failed: ReadonlyMap<string, KnownFailure>;
  /** The key that each model had when it was known last whether it has rows. */
  readonly looked: ReadonlyMap<string, string>;
}

/** A failure that comes out again wherever both hashes are the same. */
export interface KnownFailure {
  readonly key: string;
  /** Hash of the lines that it may be told at. */
  readonly toldAt: string;
  readonly problems: readonly Problem[];
}

const VERSION = 1;

interface Kept {
  readonly fingerprint: string;
  readonly standing: readonly (readonly [string, string])[];
  readonly failed: readonly (readonly [string, KnownFailure])[];
  readonly looked: readonly (readonly [string, string])[];
}

/** Keeps beside a brand's warehouse what is in it. */
export async function writeContents(outDir: string, brand: string, contents: WarehouseContents): Promise<void> {
  const { fingerprint, standing, failed, looked } = contents;
  const kept: Kept = { fingerprint, standing: [...standing], failed: [...failed], looked: [...looked] };
  await writeSealed(pathOf(outDir, brand), VERSION, kept);
}

/** What was kept last; undefined where that is nothing, or is not as it was written. */
export async function readContents(outDir: string, brand: string): Promise<WarehouseContents | undefined> {
  const kept = await readSealed<Kept>(pathOf(outDir, brand), VERSION);
  if (kept.state !== 'whole') return undefined;
  const { fingerprint, standing, failed, looked } = kept.value;
  return { fingerprint, standing: new Map(standing), failed: new Map(failed), looked: new Map(looked) };
}

function pathOf(outDir: string, brand: string): string {
  return join(outDir, 'warehouse', `${brand}.contents.json`);
}

/** The headers of a DuckDB file: whatever DuckDB writes into it changes one of them. */
const HEADER_BYTES = 3 * 4096;

/**
 * Tells a warehouse apart from every other, by its headers and its size; undefined where there is none, or somebody has
 * written to it whose rows are not in it yet. Of its blocks each has a checksum, which DuckDB holds it against when it
 * reads it.
 */
export async function fingerprintOf(file: string): Promise<string | undefined> {
  try {
    if (await fileExists(`${file}.wal`)) return undefined;
    const { size } = await stat(file);
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
      return `${sha256(buffer.subarray(0, bytesRead))} ${size}`;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
