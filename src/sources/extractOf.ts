import { join } from 'node:path';
import type { SettledRows } from '../types.ts';
import { asOfAt } from './asOfAt.ts';
import { discreetReason } from './discreetReason.ts';
import type { LoadRequest, TablePull } from './pullTable.ts';
import type { NewExtract, PullRecord } from './storedExtract.ts';

/** The declared columns and, where it is not among them, the one that says whose a row is. */
export function columnsWithBrand({ source, table }: TablePull): Readonly<Record<string, string>> {
  const { brandColumn } = source;
  return brandColumn === undefined || brandColumn in table.columns
    ? table.columns
    : { ...table.columns, [brandColumn]: 'varchar' };
}

/** Only layers of present keys can be incomplete. */
export function settledOf(settled: SettledRows | 'incomplete'): SettledRows {
  if (settled === 'incomplete') throw new Error('Rows without a list of those present cannot be incomplete.');
  return settled;
}

/** What is the same for all brands. */
export interface Told extends Pick<NewExtract, 'rejected' | 'state' | 'parts' | 'families' | 'undeclared'> {
  readonly pull: Pick<PullRecord, 'mode' | 'rows' | 'deletions'>;
}

type Given = SettledRows & Told & Pick<NewExtract, 'parquet' | 'baseParquet'>;

/** An extract with what is the same for every way of loading. */
export function extractOf({ pull, definition, calls }: LoadRequest, given: Given): NewExtract {
  const { table, source, effects } = pull;
  const { now } = effects;
  return {
    ...given,
    columns: table.columns,
    asOf: asOfAt(given.maxCursor, now, now),
    // Whose a bad row is cannot be told, and one brand's data must not lie in another's manifest.
    rejected:
      source.brandColumn === undefined
        ? given.rejected
        : given.rejected.map((row) => ({ ...row, text: '', reason: discreetReason(row.reason) })),
    definition,
    stateOf: now,
    pull: { ...given.pull, started: now, ended: now, calls: calls() },
  };
}

/** The extracts of a table whose rows are all in one file, settled: the file itself, or each brand's part of it. */
export async function extractsOfWhole(
  request: LoadRequest,
  { whole, settled, told }: { readonly whole: string; readonly settled: SettledRows; readonly told: Told },
): Promise<readonly NewExtract[]> {
  const { brands, folder, source, table, writer } = request.pull;
  const { brandColumn } = source;
  if (brandColumn === undefined) return brands.map(() => extractOf(request, { ...told, ...settled, parquet: whole }));
  const { columns, cursor = null } = table;
  const extracts: NewExtract[] = [];
  for (const brand of brands) {
    const target = join(folder, `${brand}.parquet`);
    const layers = [{ parquet: whole, holds: 'rows', where: { column: brandColumn, equals: brand } }] as const;
    const own = await writer.settle({ layers, columns, key: [], version: null, cursor, isOrdered: true, target });
    extracts.push(extractOf(request, { ...told, ...settledOf(own), parquet: target }));
  }
  tellNobodys(request.pull, settled.rows, extracts);
  return extracts;
}

/** Tells of rows that are no brand's, where all brands were pulled. */
export function tellNobodys(
  { source, table, brands, effects }: TablePull,
  rows: number,
  extracts: readonly Pick<NewExtract, 'rows'>[],
): void {
  const nobodys = rows - extracts.reduce((sum, extract) => sum + extract.rows, 0);
  if (brands.length < source.brands.length || nobodys === 0) return;
  effects.log.warn(
    `${source.name}.${table.name}: ${nobodys} ${nobodys === 1 ? 'row has' : 'rows have'} a ${source.brandColumn} that is no brand's.`,
  );
}
