import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { attach, type DuckDBSettings, lockDown, openDuckDB } from '../../duckdb/connection.ts';
import { movedFiles } from '../../duckdb/rowFilesSql.ts';
import { quoteName } from '../../duckdb/sqlName.ts';
import { failureOf, sqlProblem } from '../../duckdb/sqlProblem.ts';
import { withinTime } from '../../duckdb/timeLimit.ts';
import { formatProblem, type Problem, ProblemsError } from '../../lib/problem.ts';
import { Broken } from '../../sandbox/broken.ts';
import { begin, giveUp } from '../../sandbox/sandboxWork.ts';
import type { ExtractManifest, Model, Source } from '../../types.ts';
import { type BrandFacts, brandStatements } from '../brandSql.ts';
import type { BuildFailures } from '../buildFailures.ts';
import { orderModelsOn } from '../orderModels.ts';
import { createSourceTables, type FindRows } from '../sourceTables.ts';
import { zoneCorrections } from '../zoneCorrections.ts';
import type { Culprits } from './culprit.ts';

export interface FillRequest {
  /** The brand's DuckDB file, absolute; replaced as a whole, or not at all. */
  readonly file: string;
  /** Absolute; the extracts' paths start from here. */
  readonly outDir: string;
  readonly brand: BrandFacts;
  readonly sources: readonly Source[];
  readonly models: readonly Model[];
  /** Those of other brands are passed over. A table without one is there, typed and empty. */
  readonly extracts: readonly ExtractManifest[];
  readonly settings?: Omit<DuckDBSettings, 'tempDirectory'>;
  /** Longest time that a model may take; default 15 minutes. */
  readonly modelMs?: number;
  /** Models that have ended the process before: they fail at once. */
  readonly culprits: Culprits;
}

export const MODEL_MS = 15 * 60_000;

export interface BuiltModel {
  readonly name: string;
  readonly rows: number;
}

export interface BuiltWarehouse {
  readonly models: readonly BuiltModel[];
  /** What these data do not let come to be, and all that rests on it: not in the file. */
  readonly failures: BuildFailures;
  /** Whether the same would come out of the same again: nothing was short of time or memory. */
  readonly isFinal: boolean;
}

/**
 * Writes a brand's warehouse: its sources' tables, its macros, then its models in their order with nothing outside of
 * the file within their reach. What fails on these data is left out, with what rests on it, and told at its line; all
 * else is in the file. Throws where there can be none, as on a full disk, and the old file then stays.
 * With one thread (the default) every query on the file answers the same each time it is built; the file's own header
 * holds a random identifier of DuckDB's, so compare answers, not bytes.
 */
export async function fillWarehouse(request: FillRequest): Promise<BuiltWarehouse> {
  const { file, settings = {} } = request;
  const unfinished = `${file}.unfinished`;
  const tempDirectory = `${file}.spill`;
  await mkdir(dirname(file), { recursive: true });
  await removeUnfinished(file);
  const instance = await openDuckDB({ ...settings, tempDirectory });
  try {
    const connection = await instance.connect();
    const built = await fill(connection, unfinished, request);
    await connection.run('checkpoint');
    connection.closeSync();
    instance.closeSync();
    await rename(unfinished, file);
    return built;
  } catch (error) {
    if (error instanceof ProblemsError) throw error;
    throw new ProblemsError([sqlProblem(error, { sql: '', place: { file } })]);
  } finally {
    instance.closeSync();
    await removeUnfinished(file);
  }
}

async function fill(connection: DuckDBConnection, path: string, request: FillRequest): Promise<BuiltWarehouse> {
  const { brand, sources, models, extracts, outDir } = request;
  await attach(connection, path, false);
  const corrections = await zoneCorrections(connection, brand.timeZone);
  await connection.run(['begin', ...brandStatements(brand, corrections), 'commit'].join(';\n'));
  const findRows: FindRows = (source, table) => {
    const isIts = (extract: ExtractManifest) => extract.source === source.name && extract.table === table.name;
    const extract = extracts.find((entry) => entry.brand === brand.name && isIts(entry));
    return extract && movedFiles(extract.files, (path) => join(outDir, path));
  };
  const tables = await createSourceTables(connection, sources, findRows);
  await lockDown(connection);
  const { ordered, uses, problems } = await orderModelsOn(connection, { models, sources });
  if (tables.problems.length + problems.length > 0) throw new ProblemsError([...tables.problems, ...problems]);
  const built: BuiltModel[] = [];
  const failures = new Map(tables.failures);
  // A damaged extract may be brought again, and be the same.
  let isFinal = failures.size === 0;
  for (const model of ordered) {
    const { models: read = [], sourceTables = [] } = uses.get(model.name) ?? {};
    const missing = [...read, ...sourceTables].flatMap((name) => failures.get(name) ?? []);
    if (missing.length > 0) {
      failures.set(model.name, distinct(missing));
      continue;
    }
    const made = await runModel(connection, model, request);
    if ('rows' in made) built.push(made);
    else failures.set(model.name, [made.problem]);
    isFinal &&= 'rows' in made || made.isFinal;
  }
  begin('');
  return { models: built, failures, isFinal };
}

/** An entity is a view: it only lays tables end to end, and nothing in it can fail. */
async function runModel(
  connection: DuckDBConnection,
  model: Model,
  { modelMs = MODEL_MS, culprits }: FillRequest,
): Promise<BuiltModel | { readonly problem: Problem; readonly isFinal: boolean }> {
  const culprit = culprits.get(model.name);
  if (culprit !== undefined) return culprit;
  const kind = model.contract === undefined ? 'table' : 'view';
  const prefix = `create ${kind} ${quoteName(model.name)} as\n`;
  begin(model.name);
  try {
    const limit = { connection, limitMs: modelMs, onDeaf: () => giveUp('time') };
    const reader = await withinTime(limit, () => connection.runAndReadAll(`${prefix}${model.sql}`));
    return { name: model.name, rows: Number(reader.getRows()[0]?.[0] ?? 0) };
  } catch (error) {
    const context = { prefixBytes: Buffer.byteLength(prefix), limitMs: modelMs };
    const failure = failureOf(error);
    if (failure === 'machine') throw new ProblemsError([sqlProblem(error, model, context)]);
    if (failure === 'broken') throw new Broken(sqlProblem(error, model, context));
    return { problem: sqlProblem(error, model, context), isFinal: failure === 'data' };
  }
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()];
}

/** What a build leaves that did not come to its end. */
export async function removeUnfinished(file: string): Promise<void> {
  for (const path of [`${file}.unfinished`, `${file}.unfinished.wal`, `${file}.spill`])
    await rm(path, { recursive: true, force: true });
}
