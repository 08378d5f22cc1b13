import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type Problem, ProblemsError } from '../lib/problem.ts';
import type { ParquetWriter, RejectedRow } from '../types.ts';
import { isBadSql, valueSql } from './columnText.ts';
import { openDuckDB } from './duckdb.ts';
import { namingFile, openStaged } from './openStaged.ts';
import { quoteName, quoteText } from './sqlName.ts';
import { hasBrokenLines } from './stagedCsv.ts';
import { clip, MOST_REJECTED, type OpenRequest, type StagedRelation } from './stagedRelation.ts';

type WriteRequest = Parameters<ParquetWriter['write']>[0];
type WriteResult = Awaited<ReturnType<ParquetWriter['write']>>;

const SHOWN_REJECTED = 5;

export interface ParquetWriterSettings {
  /** More than one, and the bytes of the Parquet files are no longer the same for the same input. */
  readonly threads?: number;
  /** For what memory cannot hold; made and emptied by the writer. */
  readonly tempDirectory: string;
}

/**
 * A writer of typed Parquet files on a DuckDB of its own: staged files in, in their order, with their rows in their order; the
 * same bytes for the same input. Bad rows are set aside and returned. Throws a ProblemsError where a file cannot be read, lacks
 * a column, or where there are more bad rows than `maxRejected` (at most 10,000 per file, whatever it says).
 */
export async function createParquetWriter({
  threads = 1,
  tempDirectory,
}: ParquetWriterSettings): Promise<ParquetWriter & { close(): void }> {
  await mkdir(tempDirectory, { recursive: true });
  const instance = await openDuckDB({ threads, tempDirectory: join(tempDirectory, 'spill') });
  return {
    write: (request) => writeParquet(instance, tempDirectory, request),
    close: () => instance.closeSync(),
  };
}

async function writeParquet(
  instance: DuckDBInstance,
  tempDirectory: string,
  request: WriteRequest,
): Promise<WriteResult> {
  // Rejects are temporary tables of a connection: with one of its own, writes can run side by side.
  const connection = await instance.connect();
  const scratch = await mkdtemp(join(tempDirectory, 'write-'));
  try {
    await connection.run("set TimeZone = 'UTC'");
    const names = Object.keys(request.columns);
    const types = await canonicalTypes(connection, request.columns);
    const relations = await openAll(request, connection, scratch, { names, types });
    const load = { request, connection, relations, columns: { names, types } };
    const clean = await loadClean(load);
    const { rows, rejected } = clean ?? (await loadInspected(load));
    const found = new Set(relations.flatMap((relation) => relation.found));
    const ignoredColumns = [...found].filter((name) => !names.includes(name) && name !== request.where?.column).sort();
    return { rows, rejected, maxCursor: await maxCursor(connection, request), ignoredColumns };
  } finally {
    connection.closeSync();
    await rm(scratch, { recursive: true, force: true });
  }
}

interface Columns {
  readonly names: readonly string[];
  readonly types: readonly string[];
}

/** Types as DuckDB spells them: "decimal(18,2)" → "DECIMAL(18,2)", "text" → "VARCHAR". */
async function canonicalTypes(
  connection: DuckDBConnection,
  columns: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const isType = /^[a-z_][a-z0-9_ ]*(\(\s*\d+\s*(,\s*\d+\s*)?\))?(\[\])*$/i;
  const canonical = async ([name, type]: readonly [string, string]): Promise<string | Problem> => {
    const problem = { file: '', message: `The column "${name}" has the type "${type}", which DuckDB does not know.` };
    if (!isType.test(type)) return problem;
    try {
      const described = await connection.runAndReadAll(`describe select cast(null as ${type}) as v`);
      return String(described.getRows()[0]?.[1]);
    } catch {
      return problem;
    }
  };
  const found: (string | Problem)[] = [];
  for (const column of Object.entries(columns)) found.push(await canonical(column));
  const problems = found.filter((type) => typeof type !== 'string');
  if (problems.length > 0) throw new ProblemsError(problems);
  return found.filter((type) => typeof type === 'string');
}

/** Opens every file, and tells of all that cannot be read, not of the first alone. */
async function openAll(
  { files, where }: WriteRequest,
  connection: DuckDBConnection,
  scratch: string,
  { names, types }: Columns,
): Promise<readonly StagedRelation[]> {
  let scratchFiles = 0;
  const open: OpenRequest = {
    connection,
    wanted: where === undefined || names.includes(where.column) ? names : [...names, where.column],
    types,
    reasonSql: (found) => reasonSql({ names, types }, found),
    scratchFile: () => {
      scratchFiles += 1;
      return join(scratch, String(scratchFiles));
    },
  };
  const relations: StagedRelation[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    try {
      relations.push(await openStaged(file, open));
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return relations;
}

interface Load {
  readonly request: WriteRequest;
  readonly connection: DuckDBConnection;
  readonly relations: readonly StagedRelation[];
  readonly columns: Columns;
}

type Loaded = Pick<WriteResult, 'rows' | 'rejected'>;

/** Loads in one go, as nearly always is possible; undefined where a row is bad. */
async function loadClean(load: Load): Promise<Loaded | undefined> {
  const parts = load.relations.map((relation) => ({
    relation,
    sql: relation.sql,
    filter: `case when ${relation.reasonSql} is null then true else error('a bad row') end`,
  }));
  try {
    const rows = await copy(load, parts);
    return (await hasBrokenLines(load.connection)) ? undefined : { rows, rejected: [] };
  } catch {
    return undefined;
  }
}

/** Looks for bad rows file by file, and loads what is left. */
async function loadInspected(load: Load): Promise<Loaded> {
  const parts: Part[] = [];
  const rejected: RejectedRow[] = [];
  const problems: Problem[] = [];
  for (const [index, relation] of load.relations.entries()) {
    try {
      const inspected = await namingFile(load.request.files[index], () => relation.inspect());
      if (inspected.rejected.length > MOST_REJECTED) problems.push(...rejectedProblems(inspected.rejected));
      rejected.push(...inspected.rejected);
      parts.push({ relation, sql: inspected.sql, filter: `${relation.reasonSql} is null` });
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  if (rejected.length > load.request.maxRejected) throw new ProblemsError(rejectedProblems(rejected));
  return { rows: await copy(load, parts), rejected };
}

/** Writes the Parquet file and returns how many rows it has. */
async function copy({ request, connection, columns }: Load, parts: readonly Part[]): Promise<number> {
  const copied = await connection.runAndReadAll(
    `copy (${selectSql(request, parts, columns)}) to ${quoteText(request.target)} (format parquet, compression zstd)`,
  );
  return Number(copied.getRows()[0]?.[0] ?? 0);
}

/** SQL that names the first column of a row that is not of its type; NULL where all are. */
function reasonSql({ names, types }: Columns, found: readonly string[]): string {
  const cases = types.flatMap((type, index) => {
    if (found[index] === type) return [];
    const rest = quoteText(` in column "${names[index]}" is not of type ${type.toLowerCase()}`);
    return [`when ${isBadSql(`v${index}`, type)} then '"' || left(v${index}, 80) || '"' || ${rest}`];
  });
  return cases.length === 0 ? 'null' : `(case ${cases.join(' ')} end)`;
}

/** The first few bad rows as problems, and how many more there are. */
export function rejectedProblems(rejected: readonly RejectedRow[]): readonly Problem[] {
  const shown = rejected.slice(0, SHOWN_REJECTED).map(({ file, line, text, reason }) => ({
    file,
    line,
    message: `The row ${reason}: ${clip(JSON.stringify(text), 160)}`,
  }));
  const more = rejected.length - shown.length;
  return more === 0 ? shown : [...shown, { file: '', message: `… and ${more} more bad rows.` }];
}

/** A relation as it is loaded: its SQL, and the condition that its rows are to meet. */
interface Part {
  readonly relation: StagedRelation;
  readonly sql: string;
  readonly filter: string;
}

function selectSql(request: WriteRequest, loaded: readonly Part[], { names, types }: Columns): string {
  const parts = loaded.map(({ relation, sql, filter }) => {
    const values = names.map((name, index) => {
      const type = types[index] ?? 'VARCHAR';
      const value = relation.types[index] === type ? `v${index}` : valueSql(`v${index}`, type);
      return `${value} as ${quoteName(name)}`;
    });
    const where = request.where === undefined ? '' : ` and ${isWanted(request.where, names)}`;
    return `select ${values.join(', ')} from (${sql}) where ${filter}${where}`;
  });
  return request.key === undefined || request.key.length === 0
    ? parts.join(' union all ')
    : lastOfEachKey(parts.join(' union all '), request.key.map(quoteName).join(', '));
}

function isWanted({ column, equals }: NonNullable<WriteRequest['where']>, names: readonly string[]): string {
  const position = names.indexOf(column);
  return `v${position === -1 ? names.length : position}::varchar = ${quoteText(equals)}`;
}

/** Systems that are asked page by page may send a row twice, and in any order: the last of each key counts, in the key's order. */
function lastOfEachKey(rows: string, key: string): string {
  return `select * exclude (arrival) from (select *, row_number() over () as arrival from (${rows}))
    qualify row_number() over (partition by ${key} order by arrival desc) = 1
    order by ${key}, arrival`;
}

/** The highest cursor value as DuckDB writes it in UTC; null where there is none. */
async function maxCursor(connection: DuckDBConnection, { cursor, target }: WriteRequest): Promise<string | null> {
  if (cursor === undefined) return null;
  const found = await connection.runAndReadAll(
    `select max(${quoteName(cursor)})::varchar from read_parquet(${quoteText(target)})`,
  );
  const value = found.getRows()[0]?.[0] ?? null;
  return value === null ? null : String(value);
}
