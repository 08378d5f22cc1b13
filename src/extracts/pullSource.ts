import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../connectors/connector.ts';
import { connectorOf, missingSecrets } from '../connectors/registry.ts';
import { CallBudget, type RetryClock } from '../connectors/shared/callBudget.ts';
import { afterPull, afterSignIn } from '../connectors/shared/whatToDo.ts';
import { type Problem, ProblemsError } from '../lib/problem.ts';
import type { Effects, ExtractManifest, ParquetWriter, Source, SourceTable } from '../types.ts';
import { pullTable } from './pullTable.ts';
import type { PulledTable, Stored } from './tablePull.ts';

const RETRY_CLOCK: RetryClock = { sleep: (ms) => sleep(ms), random: Math.random };

export interface PullRequest {
  readonly source: Source;
  readonly projectRoot: string;
  readonly outDir: string;
  /** The brands of this run; those that the source does not serve are passed over. */
  readonly brands: readonly string[];
  readonly writer: ParquetWriter;
  readonly effects: Effects;
  readonly retryClock?: RetryClock;
  /** Called between the steps of each table's pull: a test ends the pull there. */
  readonly atStep?: (step: string) => void;
}

export interface Pulled {
  /** One per table and brand, in the order of the tables and of the names of the brands. */
  readonly manifests: readonly ExtractManifest[];
  /** How many of them stand as they stood before. */
  readonly reused: number;
  /** Of the tables that have changed: how many rows came, and how many there are now, of all brands. */
  readonly changed: readonly { readonly table: string; readonly came: number; readonly rows: number }[];
}

/**
 * Pulls every table of a source into extracts/<source>/<table>/<brand>/ of the output folder, a Parquet file and its manifest.
 * A table that fails keeps its former extract and holds up no other table; at the end a ProblemsError tells of all that failed.
 */
export async function pullSource(request: PullRequest): Promise<Pulled> {
  const { source, outDir, effects, retryClock = RETRY_CLOCK, atStep = () => {} } = request;
  const brands = request.brands.filter((brand) => source.brands.includes(brand)).sort();
  if (brands.length === 0) return { manifests: [], reused: 0, changed: [] };
  await refuseMissingSecrets(source, effects);
  const kind = await connectorOf(source);
  const budget = new CallBudget({ retryClock, log: effects.log, source });
  const connection = await signedIn(source, budget, () => kind.connect({ ...request, budget }));
  const results: Stored[] = [];
  const failures: TableFailure[] = [];
  try {
    for (const table of source.tables) {
      const folder = join(outDir, 'staging', source.name, table.name);
      effects.log.progress(`Pulling ${source.name}.${table.name}`);
      try {
        const version = kind.version === undefined ? (table.cursor ?? null) : kind.version(table);
        const pulled = await pullTable({ ...request, brands, table, connection, budget, version, folder, atStep });
        results.push(...pulled.stored);
        failures.push(...failuresOf(table, pulled));
      } catch (error) {
        if (!(error instanceof ProblemsError)) throw error;
        failures.push({ table, problems: afterPull(error, budget).problems });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
  } finally {
    await connection.close?.();
  }
  if (failures.length > 0) throw new PullFailure(source, failures);
  return {
    manifests: results.map(({ manifest }) => manifest),
    reused: results.filter(({ isReused }) => isReused).length,
    changed: changedAmong(results),
  };
}

function changedAmong(results: readonly Stored[]): Pulled['changed'] {
  const byTable = Map.groupBy(results, ({ manifest }) => manifest.table);
  return [...byTable].flatMap(([table, brands]) => {
    const came = Math.max(...brands.map(({ manifest, isReused }) => (isReused ? -1 : manifest.pull.rows)));
    return came < 0 ? [] : [{ table, came, rows: brands.reduce((sum, { manifest }) => sum + manifest.rows, 0) }];
  });
}

/** A source that cannot be signed in to brings none of its tables. */
async function signedIn(source: Source, budget: CallBudget, connect: () => Promise<Connection>): Promise<Connection> {
  try {
    return await connect();
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    const { problems } = afterSignIn(error, source, budget);
    throw new PullFailure(
      source,
      source.tables.map((table) => ({ table, problems })),
    );
  }
}

interface TableFailure {
  readonly table: SourceTable;
  /** Whose rows alone it is; of all brands where absent. */
  readonly brands?: readonly string[];
  readonly problems: readonly Problem[];
}

/** Tables of a source that did not come, for some brands or for all. */
export class PullFailure extends ProblemsError {
  readonly tables: readonly { readonly table: string; readonly brands?: readonly string[] }[];

  constructor(source: Source, failures: readonly TableFailure[]) {
    super(failureProblems(source, failures));
    this.tables = failures.map(({ table, brands }) => ({ table: table.name, ...(brands && { brands }) }));
  }
}

/** Brands that the same is wrong with, together. */
function failuresOf(table: SourceTable, { refused }: PulledTable): readonly TableFailure[] {
  const alike = Map.groupBy(refused, ({ problems }) => JSON.stringify(problems));
  return [...alike.values()].map((same) => ({
    table,
    brands: same.map(({ brand }) => brand),
    problems: same[0]?.problems ?? [],
  }));
}

/** What went wrong, each reason once: where a remote system is down, it is so for every table. */
function failureProblems(source: Source, failures: readonly TableFailure[]): readonly Problem[] {
  const reasonOf = ({ problems }: TableFailure): string =>
    JSON.stringify(
      problems.map(({ file, line, message, hint }) =>
        file === '' || file === source.place.file ? [message, hint] : [file, line, message, hint],
      ),
    );
  const byReason = Map.groupBy(failures, reasonOf);
  return [...byReason.values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const names = alike.map(({ table, brands = [] }) =>
      [`${source.name}.${table.name}`, ...(brands.length > 0 ? ['of', brands.join(' and ')] : [])].join(' '),
    );
    const verb = names.length === 1 ? 'was' : 'were';
    const message = `${names.join(', ')} ${verb} not pulled; what an earlier pull brought stays.`;
    const { place } = first.table;
    return [
      { ...place, message },
      ...first.problems.map((problem) => (problem.file === '' ? { ...problem, ...place } : problem)),
    ];
  });
}

async function refuseMissingSecrets(source: Source, effects: Effects): Promise<void> {
  const missing = await missingSecrets(source, effects.env);
  if (missing.length === 0) return;
  const message = `Source "${source.name}" needs environment variables that are not set: ${missing.join(', ')}.`;
  throw new ProblemsError([{ ...source.place, message }]);
}
