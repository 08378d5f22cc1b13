import { join } from 'node:path';
import { movedFiles } from '../duckdb/rowFilesSql.ts';
import type { MergedRows, PresentKeys, RowDigest, RowFiles, RowLayer, RowRange } from '../types.ts';
import { withDelta } from './compactFiles.ts';
import type { StoredManifest } from './extractManifest.ts';
import { digestAfter, wholeFile } from './rowFiles.ts';
import type { TablePull } from './tablePull.ts';

/** What changes led to: the files with one more delta, and the rows of the keys that they spoke of, before and after. */
export interface LaidOver extends MergedRows {
  readonly files: RowFiles;
  readonly digest: RowDigest;
  readonly changed: { readonly before: RowFiles; readonly after: RowFiles };
}

interface Changed {
  readonly brand: string;
  readonly former: StoredManifest;
  /** Rows whose keys are all those that may have changed, beside those that are not present. */
  readonly keysOf: readonly RowRange[];
  readonly present?: PresentKeys | undefined;
  /** What leads from the former rows of these keys to those that stand now. */
  readonly layers: (former: RowLayer, present: readonly RowLayer[]) => Promise<readonly RowLayer[]>;
}

/** Lays changes over what stands: only rows of the keys that they speak of are read and written. */
export async function layOver(
  { table, folder, writer, version, outDir }: TablePull,
  { brand, former, keysOf, present, layers }: Changed,
): Promise<LaidOver | 'incomplete'> {
  const { columns, key, cursor = null } = table;
  const of = (name: string): string => join(folder, `${brand}-${name}.parquet`);
  const standing = movedFiles(former.files, (path) => join(outDir, path));
  const touched = await writer.touch({ files: standing, columns, key, keysOf, present, target: of('touched') });
  const listed: RowLayer[] = [];
  if (present !== undefined) {
    await writer.present({ present, files: standing, columns, key, touched: of('touched'), target: of('listed') });
    listed.push({ parquet: of('listed'), holds: 'present' });
  }
  const merged = await writer.merge({
    layers: await layers({ parquet: of('touched'), holds: 'rows' }, listed),
    ...{ columns, key, version, cursor: null, isOrdered: true, target: of('now') },
  });
  if (merged === 'incomplete') return 'incomplete';
  const one = (parquet: string, rows: number): RowFiles => ({ base: wholeFile(parquet, rows), deltas: [], key });
  const changed = { before: one(of('touched'), touched.rows), after: one(of('now'), merged.rows) };
  const delta = await writer.diff({ from: changed.before, to: changed.after, columns, key, target: of('delta') });
  const rows = former.rows - touched.rows + merged.rows;
  const files = await withDelta(
    standing,
    { parquet: of('delta'), rows: delta.rows },
    { writer, columns, target: of('compacted'), rows },
  );
  const gone = await writer.digest({ files: changed.before, columns });
  const come = await writer.digest({ files: changed.after, columns });
  const digest = digestAfter(former.digest, { gone, come }) ?? (await writer.digest({ files, columns }));
  return { rows, ...(await writer.cursors({ files, columns, cursor })), files, digest, changed };
}
