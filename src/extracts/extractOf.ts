import { join } from 'node:path';
import { movedFiles } from '../duckdb/rowFilesSql.ts';
import { stableJson } from '../lib/hash.ts';
import type { LaidRows, MergedRows, RowDigest, RowFiles, RowLoad, RowRange, Source } from '../types.ts';
import { asOfAt } from './asOfAt.ts';
import { badRowsOf, refuseBadRows, tellNobodysBad } from './badRows.ts';
import { discreetReason } from './discreetReason.ts';
import { type PullRecord, rowsHashOf } from './extractManifest.ts';
import { wholeFile } from './rowFiles.ts';
import type { NewExtract } from './storeExtract.ts';
import type { LoadedBrand, LoadRequest, TablePull } from './tablePull.ts';

/** The declared columns and, where it is not among them, the one that says whose a row is. */
export function columnsWithBrand({ source, table }: TablePull): Readonly<Record<string, string>> {
  const { brandColumn } = source;
  return brandColumn === undefined || brandColumn in table.columns
    ? table.columns
    : { ...table.columns, [brandColumn]: 'varchar' };
}

/** What a writer is asked to tell apart: good and bad rows by their brand, where the source has a column of it. */
export function splitByBrand({ brandColumn, brands }: Source) {
  return brandColumn === undefined ? {} : { countBy: brandColumn, whose: { column: brandColumn, values: brands } };
}

/** Bad rows that a writer sets aside before it gives up: any number, where they are judged afterwards. */
export function mostRejected({ source, table }: TablePull): number {
  return table.maxBadRows === undefined && source.brandColumn === undefined ? 0 : Number.POSITIVE_INFINITY;
}

/** Only layers of present keys can be incomplete. */
export function mergedOf(merged: MergedRows | 'incomplete'): MergedRows {
  if (merged === 'incomplete') throw new Error('Rows without a list of those present cannot be incomplete.');
  return merged;
}

/** What is the same for all brands. */
export interface PullNotes extends Pick<NewExtract, 'rejected' | 'state' | 'parts' | 'families' | 'undeclared'> {
  readonly pull: Pick<PullRecord, 'mode' | 'rows' | 'deletions'>;
}

interface Given extends MergedRows, PullNotes, Pick<NewExtract, 'changed'> {
  readonly files: RowFiles;
  readonly digest: RowDigest;
  readonly partRows?: readonly RowRange[] | null;
}

/** An extract with what is the same for every way of loading. */
export function extractOf({ pull, definition, calls }: LoadRequest, given: Given): NewExtract {
  const { table, source, effects } = pull;
  const { now } = effects;
  return {
    partRows: null,
    ...given,
    columns: table.columns,
    asOf: asOfAt(given.maxCursor, now, now),
    // Whose a bad row is cannot always be told, and one brand's data must not lie in another's manifest.
    rejected:
      source.brandColumn === undefined
        ? given.rejected
        : given.rejected.map(({ file, line, reason }) => ({ file, line, text: '', reason: discreetReason(reason) })),
    definition,
    stateOf: now,
    pull: { ...given.pull, started: now, ended: now, calls: calls() },
  };
}

export interface WholeTable {
  /** All rows, as they came. */
  readonly load: RowLoad;
  readonly isOrdered: boolean;
  readonly told: PullNotes;
  /** How many good rows came: of a brand, or of all where brands are not told apart. */
  readonly rowsOf: (brand: string) => number;
  /** Called with how many rows there are in the end. */
  readonly tellRows: (rows: number) => void;
}

/** The extracts of a table of which all rows came: laid out once, and a file for each brand whose rows are otherwise. */
export async function extractsOfWhole(request: LoadRequest, whole: WholeTable): Promise<readonly LoadedBrand[]> {
  const { load, isOrdered, told, rowsOf } = whole;
  const { brands, source, table, version } = request.pull;
  const { key, columns, cursor = null } = table;
  const { brandColumn } = source;
  const by = brandColumn === undefined ? undefined : { column: brandColumn, values: brands };
  const laid = await load.lay({ key, version, isOrdered, columns, cursor, by });
  whole.tellRows(laid.rows);
  if (brandColumn === undefined) refuseBadRows(request.pull, rowsOf(''), told.rejected);
  else tellNobodysBad(request.pull, told.rejected);
  const judged = brands.map((brand) =>
    brandColumn === undefined
      ? { rejected: told.rejected, problems: [] }
      : badRowsOf(request.pull, brand, { rows: rowsOf(brand), rejected: told.rejected }),
  );
  const rowsOfBrand = (brand: string): LaidRows => rowsIn(laid.of, brandColumn === undefined ? '' : brand);
  const good = brands.filter((_, index) => judged[index]?.problems.length === 0);
  const files = await filesOfWhole(request, whole, { good, rowsOfBrand });
  const extracts = brands.map((brand, index): LoadedBrand => {
    const { rejected = [], problems = [] } = judged[index] ?? {};
    const its = files.get(brand);
    if (its === undefined) return { problems };
    return extractOf(request, { ...told, rejected, ...rowsOfBrand(brand), files: its });
  });
  const missing = brands.filter((brand) => !good.includes(brand)).reduce((sum, brand) => sum + rowsOf(brand), 0);
  if (brandColumn !== undefined) tellNobodys(request.pull, laid.rows - missing, extracts);
  return extracts;
}

function rowsIn(of: ReadonlyMap<string, LaidRows>, brand: string): LaidRows {
  const rows = of.get(brand);
  if (rows === undefined) throw new Error(`The rows of "${brand}" were not laid out.`);
  return rows;
}

/** Where each brand's rows lie: those that are as they were stay where they are, and all others are written in one scan. */
async function filesOfWhole(
  { pull, former }: LoadRequest,
  { load }: WholeTable,
  { good, rowsOfBrand }: { readonly good: readonly string[]; readonly rowsOfBrand: (brand: string) => LaidRows },
): Promise<ReadonlyMap<string, RowFiles>> {
  const { columns, key } = pull.table;
  const { brandColumn: by } = pull.source;
  const files = new Map<string, RowFiles>();
  const targets = new Map<string, string>();
  for (const brand of good) {
    const { digest, rows } = rowsOfBrand(brand);
    const standing = former[pull.brands.indexOf(brand)];
    const isSame =
      standing?.rowsHash === rowsHashOf(columns, digest) && stableJson(standing.files.key) === stableJson(key);
    if (isSame)
      files.set(
        brand,
        movedFiles(standing.files, (path) => join(pull.outDir, path)),
      );
    else {
      const target = join(pull.folder, by === undefined ? 'whole.parquet' : `${brand}-whole.parquet`);
      targets.set(by === undefined ? '' : brand, target);
      files.set(brand, { base: wholeFile(target, rows), deltas: [], key });
    }
  }
  await load.save({ columns, by, targets });
  return files;
}

/** Tells of rows that are no brand's, where all brands were pulled. */
export function tellNobodys(
  { source, table, brands, effects }: TablePull,
  rows: number,
  extracts: readonly LoadedBrand[],
): void {
  const nobodys = rows - extracts.reduce((sum, extract) => sum + ('problems' in extract ? 0 : extract.rows), 0);
  if (brands.length < source.brands.length || nobodys <= 0) return;
  effects.log.warn(
    `${source.name}.${table.name}: ${nobodys} ${nobodys === 1 ? 'row has' : 'rows have'} a ${source.brandColumn} that is no brand's.`,
  );
}
