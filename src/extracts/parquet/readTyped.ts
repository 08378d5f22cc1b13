import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { isOutOfMemory } from '../../duckdb/connection.ts';
import { quoteName } from '../../duckdb/sqlName.ts';
import { failureOf } from '../../duckdb/sqlProblem.ts';
import { hasBrokenLines } from '../../formats/csv/stagedCsv.ts';
import { namingFile, openStaged } from '../../formats/openStaged.ts';
import { clip, MOST_REJECTED, type OpenRequest, type StagedRelation } from '../../formats/stagedRelation.ts';
import { badRowWords } from '../../lib/badRowWords.ts';
import { type Problem, ProblemsError } from '../../lib/problem.ts';
import type { Instant, ReadRequest, ReadRows, RejectedRow } from '../../types.ts';
import { reasonSql } from './badRowSql.ts';
import { FILE_NUMBER, type Part, type TypedColumns, typedRowsSql } from './typedRowsSql.ts';

interface TypedRead extends ReadRequest {
  readonly columns: TypedColumns;
  readonly latest?: Instant | undefined;
  readonly tempDirectory: string;
  /** The table that takes the rows, and how many files were read into it before. */
  readonly into: { readonly table: string; readonly firstFile: number };
}

const SHOWN_REJECTED = 5;

/**
 * Implements `RowLoad.read`: staged files in, in their order, with their rows in their order. Bad rows are set aside and returned.
 * Throws a ProblemsError where a file cannot be read, lacks a column, or where there are more bad rows than `maxRejected` (at most
 * 10,000 per file, whatever it says).
 */
export async function readTyped(connection: DuckDBConnection, request: TypedRead): Promise<ReadRows> {
  const scratch = await mkdtemp(join(request.tempDirectory, 'write-'));
  try {
    const relations = await openAll(request, connection, scratch);
    const load = { request, connection, relations };
    const loaded = (await loadClean(load)) ?? (await loadInspected(load));
    const found = new Set(relations.flatMap((relation) => relation.found));
    const ignoredColumns = [...found].filter((name) => !request.columns.names.includes(name)).sort();
    const foundTypes = Object.assign({}, ...relations.map((relation) => relation.foundTypes ?? {}));
    return { ...loaded, ignoredColumns, foundTypes };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Types as DuckDB spells them: "decimal(18,2)" → "DECIMAL(18,2)", "text" → "VARCHAR". */
export async function canonicalTypes(
  connection: DuckDBConnection,
  columns: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const isType = /^[a-z_][a-z0-9_ ]*(\(\s*\d+\s*(,\s*\d+\s*)?\))?(\[\])*$/i;
  const described = async (types: readonly string[]): Promise<readonly string[] | undefined> => {
    if (!types.every((type) => isType.test(type))) return undefined;
    try {
      const nulls = types.map((type, index) => `cast(null as ${type}) as v${index}`);
      const found = await connection.runAndReadAll(`describe select ${nulls.join(', ')}`);
      return found.getRows().map(([, type]) => String(type));
    } catch (error) {
      if (failureOf(error) !== 'data') throw error;
      return undefined;
    }
  };
  const all = await described(Object.values(columns));
  if (all !== undefined) return all;
  const problems: Problem[] = [];
  for (const [name, type] of Object.entries(columns))
    if ((await described([type])) === undefined)
      problems.push({ file: '', message: `The column "${name}" has the type "${type}", which DuckDB does not know.` });
  throw new ProblemsError(problems);
}

/** Opens every file, and tells of all that cannot be read, not of the first alone. */
async function openAll(
  { files, columns: { names, types }, needed = [], stamp, latest, isByHand = false, whose }: TypedRead,
  connection: DuckDBConnection,
  scratch: string,
): Promise<readonly StagedRelation[]> {
  let scratchFiles = 0;
  const open: OpenRequest = {
    connection,
    wanted: names,
    types,
    whose: whose && { index: names.indexOf(whose.column), values: whose.values },
    reasonSql: (found, isTyped = false) =>
      reasonSql({ names, types, needed, stamp: latest && stamp, latest, isByHand: isByHand && !isTyped }, found),
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
  readonly request: TypedRead;
  readonly connection: DuckDBConnection;
  readonly relations: readonly StagedRelation[];
}

type Loaded = Pick<ReadRows, 'rows' | 'rowsOfFiles' | 'rowsOfValues' | 'rejected'>;

/** Loads in one go, as nearly always is possible; undefined where a row is bad. */
async function loadClean(load: Load): Promise<Loaded | undefined> {
  const parts = load.relations.map((relation) => ({
    relation,
    scan: relation.scan,
    filter: `case when ${relation.reasonSql} is null then true else error('a bad row') end`,
  }));
  await load.connection.run('begin');
  try {
    const read = await insert(load, parts);
    const isClean = !(await hasBrokenLines(load.connection));
    await load.connection.run(isClean ? 'commit' : 'rollback');
    return isClean ? { ...read, rejected: [] } : undefined;
  } catch (error) {
    await load.connection.run('rollback');
    if (isOutOfMemory(error)) throw error;
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
      parts.push({ relation, scan: inspected.scan, filter: `${relation.reasonSql} is null` });
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  if (rejected.length > load.request.maxRejected) throw new ProblemsError(rejectedProblems(rejected));
  return { ...(await insert(load, parts)), rejected };
}

/** Adds rows to the table and returns how many they are, of each file and of each value of `countBy`. */
async function insert(
  { request, connection }: Load,
  parts: readonly Part[],
): Promise<Pick<ReadRows, 'rows' | 'rowsOfFiles' | 'rowsOfValues'>> {
  const { countBy, columns, into } = request;
  const inserted = await connection.runAndReadAll(
    `insert into ${into.table} ${typedRowsSql(parts, columns, into.firstFile)}`,
  );
  const rows = Number(inserted.getRows()[0]?.[0] ?? 0);
  if (parts.length === 1 && countBy === undefined) return { rows, rowsOfFiles: [rows], rowsOfValues: [] };
  const counted = await connection.runAndReadAll(
    `select ${FILE_NUMBER} - ${into.firstFile}, ${countBy === undefined ? 'null' : quoteName(countBy)}::varchar, count(*)
     from ${into.table} where ${FILE_NUMBER} >= ${into.firstFile} group by all`,
  );
  const counts = counted.getRows().map(([at, of, count]) => ({ at: Number(at), of, count: Number(count) }));
  const ofFile = (index: number) => counts.filter(({ at }) => at === index);
  return {
    rows,
    rowsOfFiles: parts.map((_, index) => ofFile(index).reduce((sum, { count }) => sum + count, 0)),
    rowsOfValues:
      countBy === undefined
        ? []
        : parts.map(
            (_, index) => new Map(ofFile(index).flatMap(({ of, count }) => (of === null ? [] : [[String(of), count]]))),
          ),
  };
}

/** The first few bad rows as problems, and how many more there are. */
export function rejectedProblems(rejected: readonly RejectedRow[]): readonly Problem[] {
  const shown = rejected.slice(0, SHOWN_REJECTED).map(({ file, line, text, reason }) => ({
    file,
    line,
    message: badRowWords(reason, clip(JSON.stringify(text), 160)),
  }));
  const more = rejected.length - shown.length;
  return more === 0 ? shown : [...shown, { file: '', message: `… and ${more} more bad rows.` }];
}
