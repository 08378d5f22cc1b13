import type { DuckDBConnection } from '@duckdb/node-api';
import { columnKind, type ResultColumn } from '../../duckdb/columnKind.ts';
import { attach, lockDown, openDuckDB } from '../../duckdb/connection.ts';
import { sampleValue } from '../../duckdb/parameters.ts';
import { parseSelect, type SelectSyntax } from '../../duckdb/selectSyntax.ts';
import { quoteName } from '../../duckdb/sqlName.ts';
import { type ColumnScope, failureOf, type SqlProblemContext, sqlProblem } from '../../duckdb/sqlProblem.ts';
import type { SqlText } from '../../duckdb/sqlText.ts';
import { findUses, type KnownTables, knownTables, type Uses } from '../../duckdb/tableUses.ts';
import type { Problem } from '../../lib/problem.ts';
import { Broken } from '../../sandbox/broken.ts';
import { beginShort } from '../../sandbox/sandboxWork.ts';
import type { Model, Source } from '../../types.ts';
import { brandStatements } from '../brandSql.ts';
import { contractProblems } from '../contractProblems.ts';
import { orderModelsOn } from '../orderModels.ts';
import { createSourceTables } from '../sourceTables.ts';
import type { BindRequest, BoundProject, Statement } from './boundProject.ts';
import { parameterProblems, sameNameProblem } from './statementProblems.ts';

/** What is bound, for those who have to know at what the process ended. */
export const modelAt = (name: string): string => `model ${name}`;
export const statementAt = (name: string): string => `statement ${name}`;

interface Binding extends Pick<BindRequest, 'culprits'> {
  readonly connection: DuckDBConnection;
  readonly known: KnownTables;
  readonly columnsOf: Map<string, readonly ResultColumn[]>;
  readonly uses: Map<string, Uses>;
  readonly parametersOf: Map<string, readonly string[]>;
  readonly sources: readonly Source[];
  readonly models: readonly Model[];
  /** Source tables without a problem of their own. */
  readonly created: ReadonlySet<string>;
}

/** Binding depends on no brand: any zone and week start will do. */
const SOME_BRAND = {
  name: '',
  title: '',
  locale: 'en',
  timeZone: 'UTC',
  weekStart: 'monday',
  currency: 'EUR',
} as const;

/**
 * Binds all SQL of a project against typed empty tables, in memory and locked down: nothing is pulled, no row is read.
 * Returns every problem at its line and column, and the columns of what is sound.
 */
export async function bindSql(project: BindRequest): Promise<BoundProject> {
  const { sources, models, statements, unread = [], culprits } = project;
  const instance = await openDuckDB({});
  try {
    const connection = await instance.connect();
    await attach(connection, null, false);
    for (const sql of brandStatements(SOME_BRAND)) await connection.run(sql);
    const tables = await createSourceTables(connection, sources);
    await lockDown(connection);
    const {
      ordered,
      uses,
      problems: orderProblems,
    } = await orderModelsOn(connection, {
      ...{ models, sources, unread },
      culpritOf: ({ name }) => {
        beginShort(modelAt(name));
        return culprits.get(modelAt(name))?.problem;
      },
    });
    const problems = [...tables.problems, ...orderProblems];
    const known = knownTables(models, sources, unread);
    const binding: Binding = {
      connection,
      culprits,
      known,
      sources,
      models,
      created: tables.created,
      columnsOf: new Map(),
      uses: new Map(uses),
      parametersOf: new Map(),
    };
    for (const model of ordered) problems.push(...(await bindModel(binding, model)));
    for (const statement of statements) problems.push(...(await bindStatement(binding, statement)));
    return {
      problems: sortProblems(problems),
      ordered,
      columnsOf: binding.columnsOf,
      uses: binding.uses,
      parametersOf: binding.parametersOf,
    };
  } finally {
    instance.closeSync();
  }
}

/** A view binds the select as it stands; an empty table made of it is what later models read. */
async function bindModel(binding: Binding, model: Model): Promise<readonly Problem[]> {
  const { connection, columnsOf, uses } = binding;
  beginShort(modelAt(model.name));
  const used = uses.get(model.name);
  const select = await parseSelect(connection, model);
  if (used === undefined || !select.ok || !areSound(binding, used)) return [];
  const broken = await contractProblems(connection, { ...binding, entity: model });
  if (broken.length > 0) return broken;
  const prefix = 'create view "a model" as\n';
  try {
    await connection.run(`${prefix}${model.sql}`);
  } catch (error) {
    const scope = columnScope(binding, select.syntax, used);
    return [problemOf(error, model, { prefixBytes: prefix.length, scope })];
  }
  await connection.run(`create table ${quoteName(model.name)} as from "a model" limit 0`);
  await connection.run('drop view "a model"');
  const problem = await planProblem(connection, model);
  if (problem !== undefined) return [problem];
  columnsOf.set(model.name, await describe(connection, `from ${quoteName(model.name)}`, []));
  return [];
}

async function bindStatement(binding: Binding, statement: Statement): Promise<readonly Problem[]> {
  const { connection, known, columnsOf, uses, culprits } = binding;
  const culprit = culprits.get(statementAt(statement.name));
  if (culprit !== undefined) return [culprit.problem];
  beginShort(statementAt(statement.name));
  const select = await parseSelect(connection, statement);
  if (!select.ok) return select.problems;
  const { syntax } = select;
  const found = findUses(syntax, statement, known);
  const problems = [...found.problems, ...parameterProblems(statement, syntax)];
  uses.set(statement.name, found.uses);
  binding.parametersOf.set(statement.name, syntax.parameters);
  if (problems.length > 0 || !areSound(binding, found.uses)) return problems;
  const scope = columnScope(binding, syntax, found.uses);
  try {
    const columns = await describe(connection, statement.sql, syntax.parameters);
    const problem = (await planProblem(connection, statement)) ?? sameNameProblem(statement, columns);
    if (problem !== undefined) return [problem];
    columnsOf.set(statement.name, columns);
    return [];
  } catch (error) {
    return [problemOf(error, statement, { prefixBytes: DESCRIBE.length, scope })];
  }
}

function areSound({ columnsOf, created }: Binding, { models, sourceTables }: Uses): boolean {
  return models.every((model) => columnsOf.has(model)) && sourceTables.every((table) => created.has(table));
}

const DESCRIBE = 'describe\n';

async function describe(
  connection: DuckDBConnection,
  sql: string,
  parameters: readonly string[],
): Promise<readonly ResultColumn[]> {
  const values = Object.fromEntries(parameters.map((name) => [name, sampleValue(name)]));
  const rows = (await connection.runAndReadAll(`${DESCRIBE}${sql}`, values)).getRows();
  return rows.map(([name, type]) => ({ name: String(name), type: columnKind(String(type)), sqlType: String(type) }));
}

/** The planner works out some constants, which binding alone does not: `case when 'foo' then …` fails here. */
async function planProblem(connection: DuckDBConnection, text: SqlText): Promise<Problem | undefined> {
  try {
    (await connection.prepare(text.sql)).destroySync();
    return undefined;
  } catch (error) {
    return problemOf(error, text);
  }
}

/** Throws Broken where nothing can be bound any more. */
function problemOf(error: unknown, text: SqlText, context: SqlProblemContext = {}): Problem {
  if (error instanceof Broken) throw error;
  const problem = sqlProblem(error, text, context);
  if (failureOf(error) === 'broken') throw new Broken(problem);
  return problem;
}

function columnScope({ columnsOf, sources }: Binding, syntax: SelectSyntax, used: Uses): ColumnScope | undefined {
  const [table, another] = [...used.models, ...used.sourceTables];
  if (!syntax.isFlat || syntax.tables.length !== 1 || table === undefined || another !== undefined) return undefined;
  const model = columnsOf.get(table);
  if (model !== undefined) return { table, columns: model.map(({ name }) => name) };
  const tables = sources.flatMap((source) => source.tables.map((entry) => ({ source, entry })));
  const declared = tables.find(({ source, entry }) => `${source.name}.${entry.name}` === table);
  return declared && { table, columns: Object.keys(declared.entry.columns) };
}

function sortProblems(problems: readonly Problem[]): Problem[] {
  return problems.toSorted(
    (a, b) =>
      Number(a.file > b.file) - Number(a.file < b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0) ||
      Number(a.message > b.message) - Number(a.message < b.message),
  );
}
