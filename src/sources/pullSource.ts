import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashOf } from '../lib/hash.ts';
import { type Problem, ProblemsError } from '../lib/problem.ts';
import type { Effects, ExtractManifest, Instant, ParquetWriter, Source, SourceTable, StagedFile } from '../types.ts';
import { badRowProblems, maxBadRows } from './badRows.ts';
import { kindOf, missingSecrets } from './kinds.ts';
import type { Connection, Patience, Staged } from './sourceKind.ts';
import { keepExtract, type StoredManifest, storedExtract, storeExtract } from './storedExtract.ts';

/** Changes when the writer reads the same files into other rows: extracts of an older edition are then loaded anew. */
const LOAD_EDITION = 2;

const PATIENCE: Patience = { sleep: (ms) => sleep(ms), random: Math.random };

export interface PullRequest {
  readonly source: Source;
  readonly projectRoot: string;
  readonly outDir: string;
  /** The brands of this run; those that the source does not serve are passed over. */
  readonly brands: readonly string[];
  readonly writer: ParquetWriter;
  readonly effects: Effects;
  readonly patience?: Patience;
}

export interface Pulled {
  /** One per table and brand, in the order of the tables and of the names of the brands. */
  readonly manifests: readonly ExtractManifest[];
  /** How many of them stand as they stood before. */
  readonly reused: number;
}

/**
 * Pulls every table of a source into extracts/<source>/<table>/<brand>/ of the output folder, a Parquet file and its manifest.
 * A table that fails keeps its former extract and holds up no other table; at the end a ProblemsError tells of all that failed.
 */
export async function pullSource(request: PullRequest): Promise<Pulled> {
  const { source, outDir, effects } = request;
  const brands = request.brands.filter((brand) => source.brands.includes(brand)).sort();
  if (brands.length === 0) return { manifests: [], reused: 0 };
  await refuseMissingSecrets(source, effects);
  const kind = await kindOf(source);
  const connection = await kind.connect({ patience: PATIENCE, ...request });
  const results: Stored[] = [];
  const problems: Problem[] = [];
  for (const table of source.tables) {
    const folder = join(outDir, 'staging', source.name, table.name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    effects.log.progress(`Pulling ${source.name}.${table.name}`);
    try {
      results.push(...(await pullTable({ ...request, brands, table, connection, folder })));
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push({ ...table.place, message: `${source.name}.${table.name} was not pulled; what was there stays.` });
      problems.push(
        ...error.problems.map((problem) => (problem.file === '' ? { ...problem, ...table.place } : problem)),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return {
    manifests: results.map(({ manifest }) => manifest),
    reused: results.filter(({ isReused }) => isReused).length,
  };
}

async function refuseMissingSecrets(source: Source, effects: Effects): Promise<void> {
  const missing = await missingSecrets(source, effects.env);
  if (missing.length === 0) return;
  const message = `Source "${source.name}" needs environment variables that are not set: ${missing.join(', ')}.`;
  throw new ProblemsError([{ ...source.place, message }]);
}

interface TablePull extends PullRequest {
  readonly table: SourceTable;
  readonly connection: Connection;
  /** For files on their way; emptied afterwards. */
  readonly folder: string;
}

interface Stored {
  readonly manifest: ExtractManifest;
  readonly isReused: boolean;
}

async function pullTable(pull: TablePull): Promise<readonly Stored[]> {
  const { table, connection, folder, brands } = pull;
  await mkdir(join(folder, 'in'));
  const staged = await connection.stage(table, join(folder, 'in'));
  const input = staged.fingerprint === null ? null : inputOf(pull, staged.fingerprint);
  const former = await Promise.all(brands.map((brand) => storedExtract(placeOf(pull, brand))));
  if (input !== null && former.every((manifest): manifest is StoredManifest => manifest?.input === input))
    return Promise.all(former.map((manifest) => kept(pull, manifest)));
  return load(pull, staged, input);
}

async function kept(pull: TablePull, former: StoredManifest): Promise<Stored> {
  const manifest = await keepExtract(placeOf(pull, former.brand), former, pull.effects.now);
  return { manifest, isReused: true };
}

/** Equal where the same rows would be loaded in the same way. */
function inputOf({ source, table }: TablePull, fingerprint: string): string {
  const { columns, key, cursor, options } = table;
  return hashOf([
    LOAD_EDITION,
    source.brandColumn ?? null,
    Object.entries(columns),
    key,
    cursor ?? null,
    options,
    fingerprint,
  ]);
}

/** Reads the staged files once, whatever the number of brands, and stores each brand's part. */
async function load(pull: TablePull, staged: Staged, input: string | null): Promise<readonly Stored[]> {
  const { source, table, folder, writer, brands, effects } = pull;
  const whole = join(folder, 'whole.parquet');
  const { brandColumn } = source;
  const withBrand = brandColumn === undefined || brandColumn in table.columns ? {} : { [brandColumn]: 'varchar' };
  const loaded = await writer.write({
    files: staged.files,
    columns: { ...table.columns, ...withBrand },
    ...(table.cursor !== undefined && { cursor: table.cursor }),
    ...(staged.isKeyed && table.key.length > 0 && { key: table.key }),
    target: whole,
    maxRejected: maxBadRows(table) === 0 ? 0 : Number.POSITIVE_INFINITY,
  });
  refuseLosses(pull, staged, loaded);
  const ignored = loaded.ignoredColumns.map((name) => JSON.stringify(name)).join(', ');
  if (ignored !== '')
    effects.log.info(`${source.name}.${table.name}: columns that are not declared were left out: ${ignored}.`);
  const stored: Stored[] = [];
  let rowsOfBrands = 0;
  for (const brand of brands) {
    const part = brandColumn === undefined ? { ...loaded, parquet: whole } : await partOf(pull, brand, whole);
    rowsOfBrands += part.rows;
    const times = { newest: cursorInstant(part.maxCursor), pulledAt: effects.now };
    // Whose a bad row is cannot be told, and one brand's data must not lie in another's manifest.
    const rejected =
      brandColumn === undefined
        ? loaded.rejected
        : loaded.rejected.map((row) => ({ ...row, text: '', reason: 'is bad' }));
    const extract = { parquet: part.parquet, rows: part.rows, columns: table.columns, rejected, input, ...times };
    stored.push(await storeExtract(placeOf(pull, brand), extract));
  }
  const nobodys = brands.length === source.brands.length && brandColumn !== undefined ? loaded.rows - rowsOfBrands : 0;
  if (nobodys > 0)
    effects.log.warn(`${source.name}.${table.name}: ${nobodys} rows have a ${brandColumn} that is no brand's.`);
  return stored;
}

type Loaded = Awaited<ReturnType<ParquetWriter['write']>>;

async function partOf(
  { source, table, folder, writer }: TablePull,
  brand: string,
  whole: string,
): Promise<Loaded & { readonly parquet: string }> {
  const file: StagedFile = { format: 'parquet', path: whole, label: `${source.name}.${table.name}` };
  const parquet = join(folder, `${brand}.parquet`);
  const part = await writer.write({
    files: [file],
    columns: table.columns,
    ...(table.cursor !== undefined && { cursor: table.cursor }),
    where: { column: source.brandColumn ?? '', equals: brand },
    target: parquet,
    maxRejected: 0,
  });
  return { ...part, parquet };
}

/** Fails the pull where more rows are bad than is allowed, or fewer came than the far side announced. */
function refuseLosses(
  { source, table, effects }: TablePull,
  { announcedRows }: Staged,
  { rows, rejected }: Loaded,
): void {
  const problems = badRowProblems(table, rows, rejected);
  if (problems.length > 0) throw new ProblemsError(problems);
  if (rejected.length > 0)
    effects.log.warn(`${source.name}.${table.name}: ${rejected.length} bad rows were set aside; see its manifest.`);
  if (announcedRows === null || rows + rejected.length >= announcedRows) return;
  const message = `${announcedRows} rows were announced and ${rows + rejected.length} came.`;
  throw new ProblemsError([{ ...table.place, message, hint: 'Run it again.' }]);
}

/** The highest cursor as an instant; null where it is no time, or there is none. */
function cursorInstant(maxCursor: string | null): Instant | null {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,3})\d*)?)?(?:\+00)?$/.exec(maxCursor ?? '');
  if (parts === null) return null;
  const [, day, time = '00:00:00', milliseconds] = parts;
  return `${day}T${time}${milliseconds === undefined ? '' : `.${milliseconds}`}Z`;
}

function placeOf({ outDir, source, table }: TablePull, brand: string) {
  return { outDir, source: source.name, table: table.name, brand };
}
