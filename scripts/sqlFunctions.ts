import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readJson, writeFileAtomic } from '../src/lib/files.ts';

/**
 * Writes src/duckdb/sqlFunctions.json: every function of DuckDB's catalogue, allowed in content or refused. A function
 * that the file does not have yet is refused unless it is as plain as the rules below say; run this after an update of
 * DuckDB and look at what it prints.
 */
export interface ListedFunctions {
  readonly duckdb: string;
  /** Called in an expression. */
  readonly functions: readonly string[];
  /** Called after `from`. */
  readonly tables: readonly string[];
  readonly refused: readonly string[];
}

export interface CatalogueFunction {
  readonly name: string;
  readonly kind: string;
  readonly stability: string | null;
}

/** Table functions that make rows of what they are given, and read nothing. */
const PLAIN_TABLES = ['generate_series', 'json_each', 'json_tree', 'range', 'repeat', 'repeat_row', 'unnest'];

/** Of no consequence but this one: it ends a query with a message. */
const HARMLESS = ['error'];

/** Called by name alone, though the catalogue says that they are plain: they tell of the engine, or hide what they read. */
const TELLING = new RegExp(
  '^(?:__internal_.*|current_.*|pg_(?!size_pretty|typeof).*|has_.*_privilege|inet_.*|json_(?:de)?serialize_.*|.*_description' +
    '|ago|format_pg_type|format_type|get_block_size|get_type|getvariable|histogram_values|in_search_path|map_to_pg_oid' +
    '|parse_duckdb_log_message|reservoir_quantile|session_user|user|vector_type|version|txid_current|.*duckdb.*)$',
);

export async function catalogueFunctions(): Promise<{
  readonly duckdb: string;
  readonly catalogue: readonly CatalogueFunction[];
}> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    'select distinct function_name, function_type, stability from duckdb_functions() order by all',
  );
  const [version] = (await connection.runAndReadAll('select version()')).getRows();
  const catalogue = reader.getRows().map(([name, kind, stability]) => ({
    name: String(name),
    kind: String(kind),
    stability: stability === null ? null : String(stability),
  }));
  instance.closeSync();
  return { duckdb: String(version?.[0]), catalogue };
}

function isPlain({ name, kind, stability }: CatalogueFunction): boolean {
  if (HARMLESS.includes(name)) return true;
  if (TELLING.test(name)) return false;
  return kind === 'macro' || (['scalar', 'aggregate'].includes(kind) && stability === 'CONSISTENT');
}

/** What the file is to hold for a catalogue. */
export function listFunctions(catalogue: readonly CatalogueFunction[]): Omit<ListedFunctions, 'duckdb'> {
  const isTable = ({ kind }: CatalogueFunction): boolean => kind === 'table' || kind === 'table_macro';
  const named = (of: readonly CatalogueFunction[]): readonly string[] =>
    [...new Set(of.map(({ name }) => name))].sort();
  const calls = catalogue.filter(({ kind }) => ['scalar', 'aggregate', 'macro'].includes(kind));
  const functions = named(calls).filter((name) => calls.filter((one) => one.name === name).every(isPlain));
  const tables = named(catalogue.filter(isTable)).filter((name) => PLAIN_TABLES.includes(name));
  const refused = named(catalogue).filter((name) => !functions.includes(name) && !tables.includes(name));
  return { functions, tables, refused };
}

if (import.meta.main) {
  const path = join(import.meta.dirname, '../src/duckdb/sqlFunctions.json');
  const before = await readJson<ListedFunctions>(path);
  const { duckdb, catalogue } = await catalogueFunctions();
  const listed = listFunctions(catalogue);
  const known = new Set([...(before?.functions ?? []), ...(before?.tables ?? []), ...(before?.refused ?? [])]);
  for (const [what, names] of Object.entries(listed))
    for (const name of names.filter((one) => !known.has(one))) process.stdout.write(`New in ${what}: ${name}\n`);
  await writeFileAtomic(path, `${JSON.stringify({ duckdb, ...listed }, null, 1)}\n`);
}
