import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { quoteName, quoteText } from './sqlName.ts';

export interface DuckDBSettings {
  /**
   * One by default: sums of DOUBLE, `first()`, `list()` and ties in ORDER BY are repeatable with one thread only.
   * Brands run side by side, so that cores are not idle for it.
   */
  readonly threads?: number;
  /** As DuckDB writes it: "2GB". */
  readonly memoryLimit?: string;
  /** Where data that memory cannot hold goes. */
  readonly tempDirectory?: string;
}

/**
 * The name under which a brand's file is attached. Its space keeps it apart from every source: a source named as the
 * catalogue it is in ("crm" in crm.duckdb) is ambiguous to DuckDB.
 */
export const CATALOGUE_NAME = 'brand file';
const CATALOGUE = quoteName(CATALOGUE_NAME);

/** Names that DuckDB keeps for itself: no source can have them. */
export const RESERVED_SCHEMAS: ReadonlySet<string> = new Set([
  'main',
  'system',
  'temp',
  'information_schema',
  'pg_catalog',
]);

/**
 * How SQL computes, on every connection: a division by 0 (`/`, `//`, `%`) is NULL. By DuckDB's default `/` gives an infinity
 * or a NaN, which passes `coalesce`, sorts above every number, and counts in sums and averages.
 */
export const ARITHMETIC = { ieee_floating_point_ops: 'false' } as const;

/** DuckDB with nothing in it: no extension is fetched, errors as JSON (see `sqlProblem`). */
export async function openDuckDB({ threads = 1, memoryLimit, tempDirectory }: DuckDBSettings): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:', {
    threads: String(threads),
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    errors_as_json: 'true',
    ...ARITHMETIC,
    // It tells files apart by path and time of writing: a file written anew within one tick is read as it was before, or as
    // half of each.
    enable_external_file_cache: 'false',
    temp_directory: tempDirectory ?? '',
    ...(memoryLimit === undefined ? {} : { memory_limit: memoryLimit }),
  });
}

/** Attaches the file (`null`: memory) as the only database, zone UTC. Macros with typed parameters need storage version 1.4. */
export async function attach(connection: DuckDBConnection, file: string | null, readOnly: boolean): Promise<void> {
  const path = quoteText(file ?? ':memory:');
  const options = readOnly ? '(read_only)' : file === null ? '' : "(storage_version 'v1.4.0')";
  await connection.run("set global TimeZone = 'UTC'");
  await connection.run(`attach ${path} as ${CATALOGUE} ${options}`);
  await useAttached(connection);
  await connection.run('detach memory');
}

/** Makes the file that another connection has attached the one of this one too. */
export async function useAttached(connection: DuckDBConnection): Promise<void> {
  await connection.run(`use ${CATALOGUE}`);
}

/**
 * From here on no file, no other database, no extension and no setting can be reached by SQL, but for files that are
 * named, by their absolute paths.
 */
export async function lockDown(connection: DuckDBConnection, readable: readonly string[] = []): Promise<void> {
  if (readable.length > 0) await connection.run(`set allowed_paths = [${readable.map(quoteText).join(', ')}]`);
  await connection.run('set enable_external_access = false');
  await connection.run('set lock_configuration = true');
}

/** Whether DuckDB says that its memory limit is not enough. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && /out of memory/i.test(error.message);
}
