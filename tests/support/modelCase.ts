import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { parse } from 'yaml';
import { buildEntity } from '../../src/config/buildEntity.ts';
import { entitySchema } from '../../src/config/entitySchema.ts';
import { attach, openDuckDB } from '../../src/duckdb/connection.ts';
import { quoteName, quoteText } from '../../src/duckdb/sqlName.ts';
import { listFiles } from '../../src/lib/files.ts';
import type { MeasuredRows } from '../../src/metrics/sliceRows.ts';
import type { Cell, Grain, Model, Source } from '../../src/types.ts';
import { bindProject } from '../../src/warehouse/bindProject.ts';
import { brandStatements } from '../../src/warehouse/brandSql.ts';
import { lineageOf } from '../../src/warehouse/lineage.ts';
import { orderModels } from '../../src/warehouse/orderModels.ts';
import { blockTable } from './blockTable.ts';
import { rowsOf } from './rowsOf.ts';

type Rows = readonly (readonly Cell[])[];
type Types = Readonly<Record<string, string>>;

/** No model can be named so. */
const EXPECTED = '"expected rows"';
const BRAND = {
  name: 'a-brand',
  title: 'A brand',
  locale: 'en-GB',
  // Hours west of UTC, and another number of them in summer: what is taken as local without being so is seen.
  timeZone: 'America/Chicago',
  weekStart: 'monday',
  currency: 'EUR',
} as const;

/**
 * Runs a folder of tests/models: `given/<table>.csv` are the rows of models ("leads") or source tables ("crm.lead"),
 * `expected.csv` those of the model that the folder is named for ("leads", or "leads.spelling" for one more case).
 * Types are the model's own; columns that a file leaves out are NULL, or not compared; an empty cell is NULL and "" is
 * an empty text. What is not given and is needed is computed from what is given. Rows are compared in sorted order.
 */
export async function runModelCase(queries: string, folder: string): Promise<{ actual: Rows; expected: Rows }> {
  const name = basename(folder).replace(/\..*/, '');
  return withCase({ queries, folder, models: [name] }, async ({ connection, typesOf, query }) => {
    const written = await createTable(connection, {
      ...{ file: join(folder, 'expected.csv'), table: 'expected', name: EXPECTED, types: typesOf(name) },
    });
    const columns = written.map(quoteName).join(', ');
    const rowsOf = async (table: string) => (await query(`select ${columns} from ${table} order by all`)).rows;
    return { actual: await rowsOf(quoteName(name)), expected: await rowsOf(EXPECTED) };
  });
}

/**
 * Runs a folder of tests/reports: `given/<mart>.csv` are the rows of marts, `asked.yml` says what is asked for (grain,
 * period, last), `expected.csv` are the rows, in their order, of the report query that the folder is named for, or of the
 * block of metrics that `asked.yml` names ("report/block"). A number may be written as a fraction ("2/3").
 */
export async function runReportCase(queries: string, folder: string): Promise<{ actual: Rows; expected: Rows }> {
  const name = basename(folder).replace(/\..*/, '');
  const asked = await askedIn(folder);
  return withCase({ queries, folder, models: [] }, async ({ query }) => {
    const table =
      asked.block === undefined
        ? query(await readFile(join(queries, 'reports', `${name}.sql`), 'utf8'), parametersOf(asked))
        : blockTable({ root: join(queries, '..'), brand: BRAND, query, ...asked, block: asked.block });
    const { columns, rows } = await table;
    const written = await query(`from ${textsOf(join(folder, 'expected.csv'))}`);
    const indexes = written.columns.map((one) => columns.findIndex(({ name: own }) => own === one.name));
    const stranger = written.columns.find((_, at) => indexes[at] === -1);
    if (stranger !== undefined) throw new Error(`${folder}: "${name}" gives no column "${stranger.name}".`);
    const isNumber = indexes.map((index) => columns[index]?.type === 'number');
    const typed = (cell: Cell, at: number): Cell => (cell !== null && isNumber[at] ? numberIn(String(cell)) : cell);
    return {
      actual: rows.map((row) => indexes.map((index, at) => typed(row[index] ?? null, at))),
      expected: written.rows.map((row) => row.map((cell, at) => typed(wordIn(cell), at))),
    };
  });
}

interface AskedOfReport {
  readonly grain: Grain;
  readonly period: readonly [string, string];
  readonly last: number;
  readonly block?: string;
}

/** What a folder of tests/reports asks for. */
export async function askedIn(folder: string): Promise<AskedOfReport> {
  return parse(await readFile(join(folder, 'asked.yml'), 'utf8')) as AskedOfReport;
}

function parametersOf({ grain, period: [period_start, period_end], last }: AskedOfReport): Record<string, Cell> {
  return { grain, period_start, period_end, last, brand: BRAND.name };
}

function wordIn(text: Cell): Cell {
  return text === 'true' || text === 'false' ? text === 'true' : text;
}

/** To twelve digits: what a sum of fractions leaves behind them is no difference. */
function numberIn(text: string): number {
  const [above = '', below = '1'] = text.split('/');
  return Number((Number(above) / Number(below)).toPrecision(12));
}

interface OpenCase {
  readonly connection: DuckDBConnection;
  readonly typesOf: (table: string) => Types;
  readonly query: (sql: string, values?: Readonly<Record<string, Cell>>) => Promise<MeasuredRows>;
}

/** Opens a database in memory with what a case gives, and the models that are asked for. */
async function withCase<T>(
  asked: { readonly queries: string; readonly folder: string; readonly models: readonly string[] },
  run: (open: OpenCase) => Promise<T>,
): Promise<T> {
  const { project, columnsOf, uses } = await boundProject(asked.queries);
  const typesOf = (table: string): Types => {
    const columns = columnsOf.get(table);
    if (columns !== undefined) return Object.fromEntries(columns.map((column) => [column.name, column.sqlType]));
    const tables = project.sources.flatMap((source) => source.tables.map((entry) => ({ source, entry })));
    const found = tables.find(({ source, entry }) => `${source.name}.${entry.name}` === table);
    if (found === undefined) throw new Error(`${asked.folder}: there is no model or source table "${table}".`);
    return found.entry.columns;
  };
  const instance = await openDuckDB({});
  try {
    const connection = await instance.connect();
    await attach(connection, null, false);
    for (const sql of brandStatements(BRAND)) await connection.run(sql);
    const files = await listFiles(join(asked.folder, 'given'));
    const given = files.map((file) => basename(file, '.csv'));
    const open = new Map([...uses].filter(([model]) => !given.includes(model)));
    const needed = lineageOf({ models: asked.models, sourceTables: [] }, open);
    for (const { name } of project.sources) await connection.run(`create schema ${quoteName(name)}`);
    for (const table of new Set([...given, ...needed.sourceTables])) {
      const name = columnsOf.has(table) ? quoteName(table) : table.split('.').map(quoteName).join('.');
      const file = given.includes(table) ? join(asked.folder, 'given', `${table}.csv`) : undefined;
      await createTable(connection, { file, table, name, types: typesOf(table) });
    }
    for (const { name, sql } of project.ordered)
      if (needed.models.includes(name) && !given.includes(name))
        await connection.run(`create table ${quoteName(name)} as\n${sql}`);
    return await run({ connection, typesOf, query: (sql, values) => rowsOf(connection, sql, values) });
  } finally {
    instance.closeSync();
  }
}

/** A table of a file's rows, or empty without one. Returns the columns that the file names. */
async function createTable(
  connection: DuckDBConnection,
  {
    file,
    table,
    name,
    types,
  }: {
    readonly file: string | undefined;
    readonly table: string;
    readonly name: string;
    readonly types: Types;
  },
): Promise<readonly string[]> {
  const written = file === undefined ? [] : (await rowsOf(connection, `from ${textsOf(file)} limit 0`)).columns;
  const names = written.map((column) => column.name);
  const stranger = names.find((column) => !(column in types));
  if (stranger !== undefined) throw new Error(`${file}: "${table}" has no column "${stranger}".`);
  const cells = Object.entries(types).map(([column, type]) => {
    const value = names.includes(column) ? quoteName(column) : 'null';
    return `cast(${value} as ${type}) as ${quoteName(column)}`;
  });
  const rows = file === undefined ? '(select 1) where false' : textsOf(file);
  await connection.run(`create table ${name} as select ${cells.join(', ')} from ${rows}`);
  return names;
}

function textsOf(file: string): string {
  return `read_csv(${quoteText(file)}, header = true, delim = ',', quote = '"', all_varchar = true, nullstr = '', allow_quoted_nulls = false)`;
}

interface BoundProject extends Pick<Awaited<ReturnType<typeof bindProject>>, 'columnsOf' | 'uses'> {
  readonly project: Awaited<ReturnType<typeof readProject>> & { readonly ordered: readonly Model[] };
}

/** Binding takes seconds and is the same for every case of a folder of queries. */
const bound = new Map<string, Promise<BoundProject>>();

function boundProject(queries: string): Promise<BoundProject> {
  const known = bound.get(queries) ?? readAndBind(queries);
  bound.set(queries, known);
  return known;
}

async function readAndBind(queries: string): Promise<BoundProject> {
  const project = await readProject(queries);
  const { ordered } = await orderModels(project);
  return { project: { ...project, ordered }, ...(await bindProject({ ...project, statements: [] })) };
}

/** Sources and models as they are written; what is wrong with them is for other tests to say. */
async function readProject(queries: string): Promise<{ sources: readonly Source[]; models: readonly Model[] }> {
  const files = await listFiles(queries);
  const read = (file: string) => readFile(join(queries, file), 'utf8');
  const sources = files
    .filter((file) => /^sources\/.*\.yml$/.test(file))
    .map(async (file): Promise<Source> => {
      const written = parse(await read(file)) as { tables: Record<string, { columns: Types }> };
      const tables = Object.entries(written.tables);
      const place = { file };
      const common = { key: [], options: {}, place };
      return {
        name: basename(file, '.yml'),
        kind: 'files',
        brands: [],
        tables: tables.map(([name, { columns }]) => ({ name, columns, ...common })),
        place,
      };
    });
  const models = files
    .filter((file) => /^(?:staging|marts)\/.*\.sql$/.test(file))
    .map(async (file): Promise<Model> => {
      const layer = dirname(file) === 'staging' ? 'staging' : 'mart';
      return { name: basename(file, '.sql'), layer, sql: await read(file), columns: {}, place: { file } };
    });
  const names = {
    source: (await Promise.all(sources)).map(({ name }) => name),
    staging: (await Promise.all(models)).filter(({ layer }) => layer === 'staging').map(({ name }) => name),
  };
  const entities = files
    .filter((file) => /^staging\/.*\.yml$/.test(file))
    .map(async (file): Promise<Model> => {
      const whole = entitySchema.parse(parse(await read(file)));
      const yaml = { file, raw: {}, at: () => ({ file }) };
      return buildEntity({ name: basename(file, '.yml'), yaml, known: whole, whole }, names);
    });
  return {
    sources: await Promise.all(sources),
    models: [...(await Promise.all(models)), ...(await Promise.all(entities))],
  };
}
