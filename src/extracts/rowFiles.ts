import { basename } from 'node:path';
import { IS_GONE, movedFiles } from '../duckdb/rowFilesSql.ts';
import type { RowDigest, RowFiles, RowLayer, RowRange } from '../types.ts';

/** Layers that lead to the rows of files. */
export function layersOf({ base, deltas }: RowFiles): readonly RowLayer[] {
  return [
    ...base.map(({ parquet, from, to, of }): RowLayer => {
      const isWhole = from === 0 && to === of;
      return { parquet, holds: 'rows', ...(!isWhole && { rowRange: { from, to } }) };
    }),
    ...deltas.map(({ parquet }): RowLayer => ({ parquet, holds: 'rows', where: { column: IS_GONE, equals: 'false' } })),
  ];
}

/** One file that holds all rows. */
export function wholeFile(parquet: string, rows: number): readonly [RowRange] {
  return [{ parquet, from: 0, to: rows, of: rows }];
}

export function pathsOf({ base, deltas }: RowFiles): readonly string[] {
  return [...new Set([...base, ...deltas].map(({ parquet }) => parquet))];
}

/** Equal where files of the same content are laid out in the same way, in whatever folder. */
export function layoutOf(files: RowFiles | undefined): string {
  return files === undefined ? '' : JSON.stringify(movedFiles(files, (path) => basename(path)));
}

export function rowsIn(ranges: readonly { readonly from: number; readonly to: number }[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Adds a range; to the last one where it goes on there. */
export function addRange(ranges: RowRange[], range: RowRange): void {
  const last = ranges.at(-1);
  if (range.to === range.from) return;
  if (last?.parquet === range.parquet && last.to === range.from) ranges[ranges.length - 1] = { ...last, to: range.to };
  else ranges.push(range);
}

/** Of rows that lie in ranges, one after the other, those from a place on. */
export function sliceRanges(ranges: readonly RowRange[], from: number, rows: number): readonly RowRange[] {
  const slices: RowRange[] = [];
  let passed = 0;
  for (const range of ranges) {
    const first = range.from + Math.max(0, from - passed);
    const last = Math.min(range.to, range.from + from + rows - passed);
    if (first < last) slices.push({ ...range, from: first, to: last });
    passed += range.to - range.from;
  }
  return slices;
}

/** A digest of other rows than before. Undefined where what came before was hashed by another DuckDB. */
export function digestAfter(
  before: RowDigest,
  { gone, come }: { readonly gone: RowDigest; readonly come: RowDigest },
): RowDigest | undefined {
  if (before.engine !== gone.engine || gone.engine !== come.engine) return undefined;
  const sum = (at: 0 | 1): string => String(BigInt(before.sums[at]) - BigInt(gone.sums[at]) + BigInt(come.sums[at]));
  return { engine: come.engine, rows: before.rows - gone.rows + come.rows, sums: [sum(0), sum(1)] };
}
