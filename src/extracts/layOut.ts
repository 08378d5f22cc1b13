import { join } from 'node:path';
import type { Part } from '../connectors/connector.ts';
import { movedRanges } from '../duckdb/rowFilesSql.ts';
import type { RejectedRow, RowRange } from '../types.ts';
import type { StoredManifest, StoredPart } from './extractManifest.ts';
import { mergedOf } from './extractOf.ts';
import type { FreshPart } from './freshParts.ts';
import { addRange, rowsIn, sliceRanges } from './rowFiles.ts';
import type { LoadRequest } from './tablePull.ts';

/** Where one brand's rows of the parts lie. */
export interface PartsLayout {
  /** The rows of all parts, in the order of the parts. */
  readonly ranges: readonly RowRange[];
  /** Those that were read now. */
  readonly fresh: readonly RowRange[];
  /** Those that stood and stand no more. */
  readonly gone: readonly RowRange[];
  /** Whether those that stay follow each other as they did. */
  readonly isInOrder: boolean;
  readonly parts: readonly StoredPart[];
  readonly rejected: readonly RejectedRow[];
}

/** Lays out one brand's rows of each part, in the order of the parts: in what was read now, or in what stands. */
export async function layOut(
  request: LoadRequest,
  given: { readonly parts: readonly Part[]; readonly fresh: readonly FreshPart[]; readonly index: number },
): Promise<PartsLayout> {
  const { pull, former } = request;
  const { brandColumn } = pull.source;
  const brand = pull.brands[given.index] ?? '';
  const freshOf = new Map((await ownRows(request, brand, given.fresh)).map((one) => [one.part.name, one]));
  const manifest = former[given.index];
  const standing = manifest === undefined ? new Map<string, Laid>() : standingParts(pull.outDir, manifest);
  const laid = given.parts.flatMap(({ name }) => freshOf.get(name) ?? standing.get(name) ?? []);
  const isStaying = ({ part: { name } }: Laid): boolean => standing.has(name) && !freshOf.has(name);
  const staying = laid.filter(isStaying).map(({ part }) => part.name);
  const stayed = [...standing.keys()].filter((name) => staying.includes(name));
  const rangesOf = (some: readonly Laid[]): readonly RowRange[] => {
    const ranges: RowRange[] = [];
    for (const range of some.flatMap((one) => one.ranges)) addRange(ranges, range);
    return ranges;
  };
  return {
    ranges: rangesOf(laid),
    fresh: rangesOf(laid.filter(({ part }) => freshOf.has(part.name))),
    gone: rangesOf([...standing.values()].filter(({ part }) => !staying.includes(part.name))),
    isInOrder: staying.join('\n') === stayed.join('\n'),
    parts: laid.map(({ part }) => part),
    rejected: laid.flatMap(({ rejected }) =>
      brandColumn === undefined ? rejected : rejected.filter(({ whose = brand }) => whose === brand),
    ),
  };
}

/** A part, its rows and its bad rows. */
interface Laid {
  readonly part: StoredPart;
  readonly ranges: readonly RowRange[];
  readonly rejected: readonly RejectedRow[];
}

/** One brand's rows of what was read now: as they lie there or, where all brands' do, in a file of the brand's own. */
async function ownRows(
  { pull: { source, table, folder, writer } }: LoadRequest,
  brand: string,
  fresh: readonly FreshPart[],
): Promise<readonly Laid[]> {
  const { brandColumn } = source;
  if (brandColumn === undefined) {
    const inFile = Map.groupBy(fresh, ({ parquet }) => parquet);
    return fresh.map((part) => {
      const { parquet, from, rows } = part;
      const of = (inFile.get(parquet) ?? []).reduce((sum, one) => sum + one.rows, 0);
      return { part: storedOf(part), ranges: [{ parquet, from, to: from + rows, of }], rejected: part.rejected };
    });
  }
  const target = join(folder, `${brand}-fresh.parquet`);
  const where = { column: brandColumn, equals: brand };
  const layers = [...new Set(fresh.map(({ parquet }) => parquet))].map(
    (parquet) => ({ parquet, holds: 'rows', where }) as const,
  );
  const plain = { key: [], version: null, cursor: null, isOrdered: true };
  const { rows: of } = mergedOf(await writer.merge({ ...plain, layers, columns: table.columns, target }));
  let from = 0;
  return fresh.map((part) => {
    const rows = part.rowsOfBrands.get(brand) ?? 0;
    const ranges = [{ parquet: target, from, to: from + rows, of }];
    from += rows;
    const rejected = part.rejected.filter(({ whose = brand }) => whose === brand);
    return { part: { ...storedOf(part), rows, rejected: rejected.length }, ranges, rejected };
  });
}

function standingParts(
  outDir: string,
  { parts, files, partRows, rejected }: StoredManifest,
): ReadonlyMap<string, Laid> {
  const ranges = movedRanges(partRows ?? files.base, (path) => join(outDir, path));
  let [from, firstRejected] = [0, 0];
  const all = (parts ?? []).map((part): readonly [string, Laid] => {
    const own = rejected.slice(firstRejected, firstRejected + part.rejected);
    const laid = { part, ranges: sliceRanges(ranges, from, part.rows), rejected: own };
    from += part.rows;
    firstRejected += part.rejected;
    return [part.name, laid];
  });
  if (from !== rowsIn(ranges)) throw new Error(`The parts have ${from} rows, and ${rowsIn(ranges)} lie there.`);
  return new Map(all);
}

export function storedOf({ name, version, rows, rejected }: FreshPart): StoredPart {
  return { name, version, rows, allRows: rows, rejected: rejected.length };
}
