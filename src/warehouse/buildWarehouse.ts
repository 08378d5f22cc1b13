import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ProblemsError } from '../lib/problem.ts';
import type { ExtractManifest, Model, Source } from '../types.ts';
import { type BrandFacts, brandStatements } from './brandSql.ts';
import { attach, type DuckDBSettings, lockDown, openDuckDB } from './duckdb.ts';
import { orderModelsOn } from './orderModels.ts';
import { createSourceTables, type FindParquet } from './sourceTables.ts';
import { quoteName } from './sqlName.ts';
import { sqlProblem } from './sqlProblem.ts';

export interface WarehouseRequest {
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
}

export interface BuiltModel {
  readonly name: string;
  readonly rows: number;
}

/**
 * Writes a brand's warehouse: its sources' tables, its macros, then its models in their order with nothing outside of
 * the file within their reach. Throws ProblemsError at the line of the model that fails; the old file then stays.
 * With one thread (the default) every query on the file answers the same each time it is built; the file's own header
 * holds a random identifier of DuckDB's, so compare answers, not bytes.
 */
export async function buildWarehouse(request: WarehouseRequest): Promise<{ readonly models: readonly BuiltModel[] }> {
  const { file, settings = {} } = request;
  const unfinished = `${file}.unfinished`;
  const tempDirectory = `${file}.spill`;
  await mkdir(dirname(file), { recursive: true });
  await removeAll(unfinished, tempDirectory);
  const instance = await openDuckDB({ ...settings, tempDirectory });
  try {
    const connection = await instance.connect();
    const models = await fill(connection, unfinished, request);
    await connection.run('checkpoint');
    connection.closeSync();
    instance.closeSync();
    await rename(unfinished, file);
    return { models };
  } finally {
    instance.closeSync();
    await removeAll(unfinished, tempDirectory);
  }
}

async function fill(connection: DuckDBConnection, path: string, request: WarehouseRequest): Promise<BuiltModel[]> {
  const { brand, sources, models, extracts, outDir } = request;
  await attach(connection, path, false);
  for (const sql of brandStatements(brand)) await connection.run(sql);
  const findParquet: FindParquet = (source, table) => {
    const isIts = (extract: ExtractManifest) => extract.source === source.name && extract.table === table.name;
    const extract = extracts.find((entry) => entry.brand === brand.name && isIts(entry));
    return extract && join(outDir, extract.parquet);
  };
  const tables = await createSourceTables(connection, sources, findParquet);
  await lockDown(connection);
  const { ordered, problems } = await orderModelsOn(connection, { models, sources });
  if (tables.problems.length + problems.length > 0) throw new ProblemsError([...tables.problems, ...problems]);
  const built: BuiltModel[] = [];
  for (const model of ordered) built.push({ name: model.name, rows: await runModel(connection, model) });
  return built;
}

/** An entity is a view: it only lays tables end to end, and nothing in it can fail. */
async function runModel(connection: DuckDBConnection, model: Model): Promise<number> {
  const kind = model.contract === undefined ? 'table' : 'view';
  const prefix = `create ${kind} ${quoteName(model.name)} as\n`;
  try {
    const reader = await connection.runAndReadAll(`${prefix}${model.sql}`);
    return Number(reader.getRows()[0]?.[0] ?? 0);
  } catch (error) {
    throw new ProblemsError([sqlProblem(error, model, { prefixBytes: Buffer.byteLength(prefix) })]);
  }
}

async function removeAll(unfinished: string, tempDirectory: string): Promise<void> {
  for (const path of [unfinished, `${unfinished}.wal`, tempDirectory]) {
    await rm(path, { recursive: true, force: true });
  }
}
