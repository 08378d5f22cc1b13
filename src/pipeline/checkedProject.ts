import { join } from 'node:path';
import { type Bound, type OpenedProject, openProject } from '../config/openProject.ts';
import type { Uses } from '../duckdb/tableUses.ts';
import { folderHash } from '../lib/folderHash.ts';
import { hashOf } from '../lib/hash.ts';
import type { Problem } from '../lib/problem.ts';
import { readSealed, writeSealed } from '../lib/sealedJson.ts';
import type { Source } from '../types.ts';
import { startAhead } from '../warehouse/process/sqlChild.ts';

/** What binding a project's SQL told of it, as far as a run needs it. */
export interface BoundSql extends Omit<Bound, 'problems'> {
  readonly uses: ReadonlyMap<string, Uses>;
}

const VERSION = 1;

interface Kept {
  readonly key: string;
  readonly columnsOf: readonly (readonly [
    string,
    BoundSql['columnsOf'] extends ReadonlyMap<string, infer V> ? V : never,
  ])[];
  readonly parametersOf: readonly (readonly [string, readonly string[]])[];
  readonly uses: readonly (readonly [string, Uses])[];
}

interface CheckRequest {
  readonly projectDir: string;
  /** Hash of the program itself. */
  readonly engineKey: string;
  readonly outDir: string;
  readonly sourceProblems?: ((sources: readonly Source[]) => Promise<readonly Problem[]>) | undefined;
}

/**
 * A project that has been checked: now, or by an earlier run of this output folder that found it well, of whose files and
 * program no byte has changed since. What lies outside of them (secrets) is looked at each time. Throws as `openProject`.
 * `remember` writes down that it was found well: to be called by a run once it may write.
 */
export async function checkedProject(
  request: CheckRequest,
): Promise<OpenedProject<BoundSql> & { readonly remember: () => Promise<void> }> {
  const { projectDir, engineKey, outDir, sourceProblems } = request;
  const file = join(outDir, 'artifacts', 'checked.json');
  const content = await folderHash(join(projectDir, 'queries'), join(projectDir, 'templates'));
  const key = hashOf([engineKey, content, process.versions]);
  const kept = await readSealed<Kept>(file, VERSION);
  const isKnown = kept.state === 'whole' && kept.value.key === key;
  if (!isKnown) startAhead();
  const opened = await openProject<BoundSql>(projectDir, {
    ...(sourceProblems && { sourceProblems }),
    tools: async () => (await import('./projectTools.ts')).projectTools,
    known: isKnown ? boundIn(kept.value) : undefined,
  });
  const remember = async (): Promise<void> =>
    isKnown ? undefined : writeSealed(file, VERSION, keep(key, opened.bound));
  return { ...opened, remember };
}

function keep(key: string, { columnsOf, parametersOf, uses }: BoundSql): Kept {
  return { key, columnsOf: [...columnsOf], parametersOf: [...parametersOf], uses: [...uses] };
}

function boundIn({ columnsOf, parametersOf, uses }: Kept): BoundSql {
  return { columnsOf: new Map(columnsOf), parametersOf: new Map(parametersOf), uses: new Map(uses) };
}
