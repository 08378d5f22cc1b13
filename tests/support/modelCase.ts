import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'yaml';
import { buildEntity } from '../../src/config/buildEntity.ts';
import { entitySchema } from '../../src/config/entitySchema.ts';
import { quoteName, quoteText } from '../../src/duckdb/sqlName.ts';
import { listFiles } from '../../src/lib/files.ts';
import type { Cell, ExtractManifest, Model, Source } from '../../src/types.ts';
import { bindProject } from '../../src/warehouse/bindProject.ts';
import { lineageOf } from '../../src/warehouse/lineage.ts';
import { openWarehouse } from '../../src/warehouse/openWarehouse.ts';
import { buildWhole } from './buildWhole.ts';

type Rows = readonly (readonly Cell[])[];
type Types = Readonly<Record<string, string>>;

/** The schema of the rows that a case brings; no source can be named so. */
const CASE = 'a case';
const BRAND = {
  name: 'a-brand',
  title: 'A brand',
  locale: 'en-GB',
  timeZone: 'UTC',
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
  const { project, columnsOf, uses } = await boundProject(queries);
  const typesOf = (table: string): Types => {
    const columns = columnsOf.get(table);
    if (columns !== undefined) return Object.fromEntries(columns.map((column) => [column.name, column.sqlType]));
    const tables = project.sources.flatMap((source) => source.tables.map((entry) => ({ source, entry })));
    const found = tables.find(({ source, entry }) => `${source.name}.${entry.name}` === table);
    if (found === undefined) throw new Error(`${folder}: there is no model or source table "${table}".`);
    return found.entry.columns;
  };
  const scratch = await mkdtemp(join(tmpdir(), 'model-'));
  try {
    const files = (await listFiles(join(folder, 'given'))).map((file) => join(folder, 'given', file));
    const given = await Promise.all(files.map((file) => readRows(scratch, file, basename(file, '.csv'), typesOf)));
    const wanted = await readRows(scratch, join(folder, 'expected.csv'), 'expected', () => typesOf(name));
    const stubs = given.filter(({ table }) => columnsOf.has(table));
    const isGiven = (model: string) => stubs.some(({ table }) => table === model);
    const open = new Map([...uses].filter(([model]) => !isGiven(model)));
    const needed = lineageOf({ models: [name], sourceTables: [] }, open).models;
    const models = project.models.filter((model) => needed.includes(model.name));
    const rowsOf = (table: string) => `${quoteName(CASE)}.${quoteName(table)}`;
    const file = join(scratch, 'case.duckdb');
    await buildWhole({
      file,
      outDir: scratch,
      brand: BRAND,
      sources: [...project.sources, caseSource([...stubs, wanted])],
      models: models.map((model) => (isGiven(model.name) ? { ...model, sql: `from ${rowsOf(model.name)}` } : model)),
      extracts: [...given.filter((entry) => !stubs.includes(entry)), ...stubs, wanted].map((entry) =>
        extractOf(entry, columnsOf.has(entry.table) || entry === wanted),
      ),
    });
    const warehouse = await openWarehouse(file);
    const columns = wanted.written.map(quoteName).join(', ');
    const actual = await warehouse.query(`select ${columns} from ${quoteName(name)} order by all`);
    const expected = await warehouse.query(`select ${columns} from ${rowsOf('expected')} order by all`);
    await warehouse.close();
    return { actual: actual.rows, expected: expected.rows };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

interface BoundProject extends Pick<Awaited<ReturnType<typeof bindProject>>, 'columnsOf' | 'uses'> {
  readonly project: Awaited<ReturnType<typeof readProject>>;
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
  return { project, ...(await bindProject({ ...project, statements: [] })) };
}

interface CaseTable {
  readonly table: string;
  readonly types: Types;
  /** The columns that the file names. */
  readonly written: readonly string[];
  readonly parquet: string;
}

async function readRows(
  scratch: string,
  file: string,
  table: string,
  typesOf: (table: string) => Types,
): Promise<CaseTable> {
  const types = typesOf(table);
  const parquet = `${table}.parquet`;
  const csv = `read_csv(${quoteText(file)}, header = true, delim = ',', quote = '"', all_varchar = true, nullstr = '', allow_quoted_nulls = false)`;
  const instance = await DuckDBInstance.create();
  try {
    const connection = await instance.connect();
    const written = (await connection.runAndReadAll(`from ${csv} limit 0`)).columnNames();
    const stranger = written.find((column) => !(column in types));
    if (stranger !== undefined) throw new Error(`${file}: "${table}" has no column "${stranger}".`);
    const cells = Object.entries(types).map(([column, type]) => {
      const value = written.includes(column) ? quoteName(column) : 'null';
      return `cast(${value} as ${type}) as ${quoteName(column)}`;
    });
    await connection.run(`copy (select ${cells.join(', ')} from ${csv}) to ${quoteText(join(scratch, parquet))}`);
    return { table, types, written, parquet };
  } finally {
    instance.closeSync();
  }
}

function caseSource(tables: readonly CaseTable[]): Source {
  const place = { file: 'given' };
  return {
    name: CASE,
    kind: 'files',
    brands: [],
    tables: tables.map(({ table, types }) => ({ name: table, columns: types, key: [], options: {}, place })),
    place,
  };
}

function extractOf({ table, parquet }: CaseTable, isCase: boolean): ExtractManifest {
  const [source = '', name = ''] = isCase ? [CASE, table] : table.split('.');
  const rest = { rows: 0, columns: {}, sha256: '', asOf: '2026-01-01T00:00:00Z', rejected: [] };
  return { source, table: name, brand: BRAND.name, parquet, ...rest };
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
