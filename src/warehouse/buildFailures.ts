import { join } from 'node:path';
import { readJson, writeFileAtomic } from '../lib/files.ts';
import { stableJson } from '../lib/hash.ts';
import type { Problem } from '../lib/problem.ts';

/** Why models and source tables ("source.table") are not in a warehouse, by their names; of one that rests on another, why that is not. */
export type BuildFailures = ReadonlyMap<string, readonly Problem[]>;

/** Keeps beside a brand's warehouse what is missing in it; gives the text of the file. */
export async function writeBuildFailures(outDir: string, brand: string, failures: BuildFailures): Promise<string> {
  const text = `${stableJson([...failures], 1)}\n`;
  await writeFileAtomic(join(outDir, buildFailuresPath(brand)), text);
  return text;
}

/** What is missing in a brand's warehouse, as the last build found it. */
export async function readBuildFailures(outDir: string, brand: string): Promise<BuildFailures> {
  const path = join(outDir, buildFailuresPath(brand));
  const known = await readJson<readonly (readonly [string, readonly Problem[]])[]>(path);
  if (known === undefined) throw new Error(`${path} is gone.`);
  return new Map(known);
}

/** Relative to the output folder. */
export function buildFailuresPath(brand: string): string {
  return `warehouse/${brand}.failures.json`;
}
