import { IS_GONE } from '../duckdb/rowFilesSql.ts';
import type { ParquetWriter, RowFiles, RowRange } from '../types.ts';
import { mergedOf } from './extractOf.ts';
import { addRange, layersOf, rowsIn, wholeFile } from './rowFiles.ts';

interface Compaction {
  readonly writer: ParquetWriter;
  readonly columns: Readonly<Record<string, string>>;
  /** For a new file. */
  readonly target: string;
}

/** Deltas become a part of the base where they have more than this share of its rows; many are first made one. */
const MOST_DELTA_SHARE = 0.1;
const MOST_DELTAS = 20;

/** Adds a delta; what many deltas or a large one would cost at each reading is paid once, by writing anew what they lead to. */
export async function withDelta(
  { base, deltas: former, key }: RowFiles,
  delta: RowFiles['deltas'][number],
  { writer, columns, target, rows }: Compaction & { readonly rows: number },
): Promise<RowFiles> {
  if (delta.rows === 0) return { base, deltas: former, key };
  const deltas = [...former, delta];
  const plain = { key, version: null, cursor: null, isOrdered: true, target };
  if (deltas.reduce((sum, one) => sum + one.rows, 0) > MOST_DELTA_SHARE * rowsIn(base)) {
    const compacted = mergedOf(await writer.merge({ ...plain, layers: layersOf({ base, deltas, key }), columns }));
    if (compacted.rows !== rows) throw new Error(`A base and its deltas have ${compacted.rows} rows, not ${rows}.`);
    return { base: wholeFile(target, rows), deltas: [], key };
  }
  if (deltas.length <= MOST_DELTAS) return { base, deltas, key };
  const layers = deltas.map(({ parquet }) => ({ parquet, holds: 'rows' }) as const);
  const one = await writer.merge({ ...plain, layers, columns: { ...columns, [IS_GONE]: 'boolean' } });
  return { base, deltas: [{ parquet: target, rows: mergedOf(one).rows }], key };
}

/** Files that few ranges lie in, or that hold little that still counts, are laid together where there are more than these. */
const [MOST_FILES, MOST_RANGES] = [20, 200];
const SMALL_SHARE = 0.1;

/** Ranges of files whose reading costs about what their rows do: small files are laid together, and what is no longer read goes. */
export async function compactRanges(
  ranges: readonly RowRange[],
  { writer, columns, target }: Compaction,
): Promise<readonly RowRange[]> {
  const files = Map.groupBy(ranges, ({ parquet }) => parquet);
  const all = rowsIn(ranges);
  const isMany = files.size > MOST_FILES;
  const again = new Set(
    [...files].flatMap(([parquet, own]) => {
      const rows = rowsIn(own);
      const isHollow = rows < (own[0]?.of ?? 0) / 2;
      return isHollow || (isMany && rows < SMALL_SHARE * all) || ranges.length > MOST_RANGES ? [parquet] : [];
    }),
  );
  if (again.size === 0) return ranges;
  const moved = ranges.filter(({ parquet }) => again.has(parquet));
  const layers = layersOf({ base: moved, deltas: [], key: [] });
  const of = rowsIn(moved);
  const plain = { key: [], version: null, cursor: null, isOrdered: true };
  const { rows } = mergedOf(await writer.merge({ ...plain, layers, columns, target }));
  if (rows !== of) throw new Error(`Ranges of ${of} rows were laid together, and ${rows} came.`);
  const compacted: RowRange[] = [];
  let from = 0;
  for (const range of ranges) {
    if (!again.has(range.parquet)) addRange(compacted, range);
    else {
      const to = from + range.to - range.from;
      addRange(compacted, { parquet: target, from, to, of });
      from = to;
    }
  }
  return compacted;
}
