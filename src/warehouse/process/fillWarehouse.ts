import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { attach, type DuckDBSettings, lockDown, openDuckDB, useAttached } from '../../duckdb/connection.ts';
import { sqlProblem } from '../../duckdb/sqlProblem.ts';
import { ProblemsError } from '../../lib/problem.ts';
import type { ExtractManifest, Model, Source } from '../../types.ts';
import { type BrandFacts, brandStatements } from '../brandSql.ts';
import { damage, isDamage, tellsDamage } from '../damage.ts';
import { orderModelsOn } from '../orderModels.ts';
import { createSourceTables } from '../sourceTables.ts';
import type { BuildFailures } from '../warehouseContents.ts';
import { zoneCorrections } from '../zoneCorrections.ts';
import { buildPlan } from './buildPlan.ts';
import type { Culprits } from './culprit.ts';
import { dropOthers } from './heldTables.ts';
import { type BuiltModel, runModels } from './runModels.ts';
import { filesRead, plannedTables, readThrough } from './sourceRows.ts';

export interface FillRequest {
  /** The brand's DuckDB file, absolute. */
  readonly file: string;
  /** Absolute; the extracts' paths start from here. */
  readonly outDir: string;
  readonly brand: BrandFacts;
  readonly sources: readonly Source[];
  readonly models: readonly Model[];
  /** The models and source tables ("source.table") that will be read; default all of them. */
  readonly asked?: readonly string[];
  /** Models of which it is only asked whether they have rows. */
  readonly looked?: readonly string[];
  /** What of the file stays as it is, in a file that is gone on with; where nothing does, it is replaced as a whole, or not at all. */
  readonly kept?: readonly string[];
  /** What cannot come to be, as is known from before. */
  readonly known?: BuildFailures;
  /** Those of other brands are passed over. A table without one is there, typed and empty. */
  readonly extracts: readonly ExtractManifest[];
  readonly settings?: Omit<DuckDBSettings, 'tempDirectory'>;
  /** Models made side by side; default one. */
  readonly parallel?: number;
  /** Longest time that a model may take; default 15 minutes. */
  readonly modelMs?: number;
  /** Models that have ended the process before: they fail at once. */
  readonly culprits: Culprits;
}

export interface BuiltWarehouse {
  /** Those that were made now. */
  readonly models: readonly BuiltModel[];
  /** Whether those have rows that were only looked at. */
  readonly looked: ReadonlyMap<string, boolean>;
  /** All that the file has by now, by names of models and of source tables whose rows are in it. */
  readonly holds: readonly string[];
  /** What these data do not let come to be, and all that rests on it: not in the file. */
  readonly failures: BuildFailures;
  /** Whether the same would come out of the same again: nothing was short of time or memory. */
  readonly isFinal: boolean;
}

type Filled = BuiltWarehouse & { readonly isShort: boolean };

/**
 * Writes what is asked of a brand's warehouse and not in it yet: its sources' tables, its macros, then its models in their
 * order with nothing outside of the file and of the extracts' own files within their reach. What fails on these data is
 * left out, with what rests on it, and told at its line; all else is in the file. Throws where there can be none, as on a
 * full disk; an error that `isDamage` knows where what was to be kept cannot be read.
 * With one thread (the default) every query on the file answers the same each time it is built; the file's own header
 * holds a random identifier of DuckDB's, so compare answers, not bytes.
 */
export async function fillWarehouse(request: FillRequest): Promise<BuiltWarehouse> {
  const { isShort, ...built } = await fillFile(request);
  // What had too little of time or memory beside others may have enough by itself.
  return isShort && (request.parallel ?? 1) > 1 ? fillWarehouse({ ...request, parallel: 1 }) : built;
}

async function fillFile(request: FillRequest): Promise<Filled> {
  const { file, settings = {}, kept = [], parallel = 1 } = request;
  const path = kept.length > 0 ? file : `${file}.unfinished`;
  const tempDirectory = `${file}.spill`;
  await mkdir(dirname(file), { recursive: true });
  await removeUnfinished(file);
  const instance = await openDuckDB({ ...settings, tempDirectory });
  try {
    const connection = await instance.connect();
    const others = await Promise.all(Array.from({ length: parallel - 1 }, () => instance.connect()));
    const connections = [connection, ...others] as const;
    const built = await fill(connections, path, request);
    await connection.run('checkpoint');
    for (const one of connections) one.closeSync();
    instance.closeSync();
    if (path !== file) {
      // What a build left that was killed while it went on with the file is of the file before this one.
      await rm(`${file}.wal`, { force: true });
      await rename(path, file);
    }
    return built;
  } catch (error) {
    if (kept.length > 0 && tellsDamage(error)) throw damage(file);
    if (error instanceof ProblemsError || isDamage(error)) throw error;
    throw new ProblemsError([sqlProblem(error, { sql: '', place: { file } })]);
  } finally {
    instance.closeSync();
    await removeUnfinished(file);
  }
}

async function fill(
  connections: readonly [DuckDBConnection, ...DuckDBConnection[]],
  path: string,
  request: FillRequest,
): Promise<Filled> {
  const [connection, ...others] = connections;
  const { brand, sources, models, kept = [], known = new Map() } = request;
  // Somebody else may have it open, who keeps the file as it is.
  await attach(connection, path, false).catch((error) => {
    throw kept.length > 0 ? damage(path) : error;
  });
  for (const one of others) await useAttached(one);
  await connection.run("set wal_autocheckpoint = '1MB'");
  if (kept.length === 0) {
    const corrections = await zoneCorrections(connection, brand.timeZone);
    await connection.run(['begin', ...brandStatements(brand, corrections), 'commit'].join(';\n'));
  }
  const held = await dropOthers(connection, new Set(kept));
  const { ordered, uses, problems } = await orderModelsOn(connection, { models, sources });
  const everything = [...models.map(({ name }) => name), ...tablesOf(sources)];
  const { asked = everything, looked } = request;
  const plan = buildPlan({ asked, ...(looked && { looked }), held, models, uses });
  const planned = plannedTables(request, plan);
  const tables = await createSourceTables(connection, sources, (source, table) =>
    planned.get(`${source.name}.${table.name}`),
  );
  if (tables.problems.length + problems.length > 0) throw new ProblemsError([...tables.problems, ...problems]);
  await lockDown(connection, filesRead(planned));
  const failures = new Map([...known, ...tables.failures]);
  const run = await runModels({
    ...{ ...request, connections, uses, failures, held },
    looked: ordered.filter(({ name }) => plan.looked.has(name)),
    ordered: ordered.filter(({ name }) => plan.models.has(name)),
    readThrough: (name) => readThrough(name, { connection, planned, models, uses }),
  });
  const filled = [...planned].filter(([name, { kind }]) => kind === 'table' && !failures.has(name));
  const holds = [...held, ...filled.map(([name]) => name), ...run.models.map(({ name }) => name)];
  // A damaged extract may be brought again, and be the same.
  return { ...run, failures, holds, isFinal: run.isFinal && tables.failures.size === 0 };
}

function tablesOf(sources: readonly Source[]): readonly string[] {
  return sources.flatMap((source) => source.tables.map((table) => `${source.name}.${table.name}`));
}

/** What a build leaves that did not come to its end. */
export async function removeUnfinished(file: string): Promise<void> {
  for (const path of [`${file}.unfinished`, `${file}.unfinished.wal`, `${file}.spill`])
    await rm(path, { recursive: true, force: true });
}
