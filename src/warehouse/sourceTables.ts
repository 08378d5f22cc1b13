import type { DuckDBConnection } from '@duckdb/node-api';
import { RESERVED_SCHEMAS } from '../duckdb/connection.ts';
import { rowFilesSql } from '../duckdb/rowFilesSql.ts';
import { quoteName } from '../duckdb/sqlName.ts';
import { failureOf, sqlProblem } from '../duckdb/sqlProblem.ts';
import type { Problem } from '../lib/problem.ts';
import type { RowFiles, Source, SourceTable } from '../types.ts';
import type { BuildFailures } from './warehouseContents.ts';

/** How a table comes to be: without files it is empty; it holds its rows, or is a view over the files that they lie in. */
export interface TableRows {
  readonly files: RowFiles | undefined;
  readonly kind: 'table' | 'view';
}

/** What of a table is to be made; `undefined` where nothing is. */
export type RowsOf = (source: Source, table: SourceTable) => TableRows | undefined;

const EMPTY: TableRows = { files: undefined, kind: 'table' };

/**
 * Makes a schema per source and its tables with the declared columns, in the declared order.
 * Returns every problem, the tables ("source.table") that came to be, and why some of these have none of their rows: they are not there.
 */
export async function createSourceTables(
  connection: DuckDBConnection,
  sources: readonly Source[],
  rowsOf: RowsOf = () => EMPTY,
): Promise<{
  readonly problems: readonly Problem[];
  readonly created: ReadonlySet<string>;
  readonly failures: BuildFailures;
}> {
  const problems: Problem[] = [];
  const created = new Set<string>();
  const failures = new Map<string, readonly Problem[]>();
  for (const source of sources) {
    if (RESERVED_SCHEMAS.has(source.name.toLowerCase())) {
      const message = `No source can be named "${source.name}": DuckDB keeps that name for itself.`;
      problems.push({ ...source.place, message, hint: 'Rename the file.' });
      continue;
    }
    await connection.run(`create schema if not exists ${quoteName(source.name)}`);
    for (const table of source.tables) {
      const rows = rowsOf(source, table);
      if (rows === undefined) continue;
      const found = await typeProblems(connection, table);
      problems.push(...found);
      if (found.length > 0) continue;
      const name = `${source.name}.${table.name}`;
      const failure = await createSourceTable(connection, { source, table, ...rows });
      if (failure !== undefined) failures.set(name, [failure]);
      created.add(name);
    }
  }
  return { problems, created, failures };
}

async function typeProblems(connection: DuckDBConnection, table: SourceTable): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [column, type] of Object.entries(table.columns)) {
    const said = await refuseType(connection, type);
    if (said === undefined) continue;
    const message = `Column "${column}" of the table "${table.name}" has no type "${type}".`;
    problems.push({ ...table.place, message, hint: said });
  }
  return problems;
}

/** Types that were found to be some: what a process looks at once is the same for every brand. */
const sound = new Set<string>();

/** A type is text from a content file that becomes SQL before the lock: it has to be a type and nothing beside it. */
async function refuseType(connection: DuckDBConnection, type: string): Promise<string | undefined> {
  if (sound.has(type)) return undefined;
  const examples = 'Types are varchar, bigint, double, decimal(18,2), boolean, date, timestamp …';
  const sql = `select cast(null as ${type})`;
  const shape = `select
      json_array_length(ast->'statements') = 1
      and json_array_length(ast->'$.statements[0].node.select_list') = 1
      and (ast->>'$.statements[0].node.select_list[0].type') = 'OPERATOR_CAST'
      and (ast->>'$.statements[0].node.from_table.type') = 'EMPTY'
    from (select json_serialize_sql($sql::varchar)::json as ast)`;
  const isType = (await connection.runAndReadAll(shape, { sql })).getRows()[0]?.[0] === true;
  if (!isType || /--|\/\*|;/.test(type)) return examples;
  try {
    await connection.run(sql);
    sound.add(type);
    return undefined;
  } catch (error) {
    if (failureOf(error) !== 'data') throw error;
    return sqlProblem(error, { sql, place: { file: '' } }).hint ?? examples;
  }
}

/** Makes one table, whose schema is there; tells why it could not be: nothing of it is there then. */
async function createSourceTable(
  connection: DuckDBConnection,
  { source, table, files, kind }: { readonly source: Source; readonly table: SourceTable } & TableRows,
): Promise<Problem | undefined> {
  const name = `${quoteName(source.name)}.${quoteName(table.name)}`;
  const columns = Object.entries(table.columns);
  const typed = columns.map(([column, type]) => `${quoteName(column)} ${type}`);
  if (files === undefined) {
    await connection.run(`create table ${name} (${typed.join(', ')})`);
    return undefined;
  }
  const selected = columns.map(([column, type]) => `cast(${quoteName(column)} as ${type}) as ${quoteName(column)}`);
  // Rows stand in the order of the key, whichever way they came: sums of doubles are the same then.
  const order =
    files.deltas.length === 0 ? '' : ` order by ${files.key.map((column) => `files.${quoteName(column)}`).join(', ')}`;
  const rows = `select ${selected.join(', ')} from (${rowFilesSql(files, table.columns)}) as files${order}`;
  const sql = `create ${kind} ${name} as ${rows}`;
  try {
    await connection.run(sql);
    return undefined;
  } catch (error) {
    return extractProblem(error, { source, table, sql });
  }
}

/** What is told where the rows of a source table cannot be read by some SQL. Throws what the machine is at fault for. */
export function extractProblem(
  error: unknown,
  { source, table, sql }: { readonly source: Source; readonly table: SourceTable; readonly sql: string },
): Problem {
  if (failureOf(error) === 'machine') throw error;
  const { message } = sqlProblem(error, { sql, place: table.place });
  const told = `The extract of "${source.name}.${table.name}" does not fit the declared columns: ${message}`;
  return { ...table.place, message: told, hint: 'Pull it again.' };
}
