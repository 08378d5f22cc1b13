import { join } from 'node:path';
import type { MergedRows, RowDigest, RowFiles, RowRange, Source } from '../types.ts';
import { asOfAt } from './asOfAt.ts';
import { badRowsOf, refuseBadRows, tellNobodysBad } from './badRows.ts';
import { discreetReason } from './discreetReason.ts';
import type { PullRecord } from './extractManifest.ts';
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

/** The rows of a table that are all in one file. */
export async function wholeRows(
  { pull: { writer, table } }: LoadRequest,
  parquet: string,
  merged: MergedRows,
): Promise<MergedRows & Pick<Given, 'files' | 'digest'>> {
  const files = { base: wholeFile(parquet, merged.rows), deltas: [], key: table.key };
  return { ...merged, files, digest: await writer.digest({ files, columns: table.columns }) };
}

export interface WholeTable {
  readonly whole: string;
  readonly merged: MergedRows;
  readonly told: PullNotes;
  /** How many good rows came: of a brand, or of all where brands are not told apart. */
  readonly rowsOf: (brand: string) => number;
}

/** The extracts of a table whose rows are all in one file, merged: the file itself, or each brand's part of it. */
export async function extractsOfWhole(
  request: LoadRequest,
  { whole, merged, told, rowsOf }: WholeTable,
): Promise<readonly LoadedBrand[]> {
  const { brands, folder, source, table, writer } = request.pull;
  const { brandColumn } = source;
  if (brandColumn === undefined) {
    refuseBadRows(request.pull, rowsOf(''), told.rejected);
    const laid = await wholeRows(request, whole, merged);
    return brands.map(() => extractOf(request, { ...told, ...laid }));
  }
  const { columns, cursor = null } = table;
  const extracts: LoadedBrand[] = [];
  let missing = 0;
  tellNobodysBad(request.pull, told.rejected);
  for (const brand of brands) {
    const { rejected, problems } = badRowsOf(request.pull, brand, { rows: rowsOf(brand), rejected: told.rejected });
    if (problems.length > 0) {
      extracts.push({ problems });
      missing += rowsOf(brand);
      continue;
    }
    const target = join(folder, `${brand}-whole.parquet`);
    const layers = [{ parquet: whole, holds: 'rows', where: { column: brandColumn, equals: brand } }] as const;
    const own = await writer.merge({ layers, columns, key: [], version: null, cursor, isOrdered: true, target });
    extracts.push(extractOf(request, { ...told, rejected, ...(await wholeRows(request, target, mergedOf(own))) }));
  }
  tellNobodys(request.pull, merged.rows - missing, extracts);
  return extracts;
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
