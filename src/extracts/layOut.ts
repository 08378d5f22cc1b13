import { join } from 'node:path';
import type { Part } from '../connectors/connector.ts';
import { movedRanges } from '../duckdb/rowFilesSql.ts';
import type { RejectedRow, RowRange } from '../types.ts';
import type { StoredManifest, StoredPart } from './extractManifest.ts';
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

interface ToLayOut {
  readonly parts: readonly Part[];
  readonly fresh: readonly FreshPart[];
  /** Which of the brands it is for. */
  readonly index: number;
  /** The file that has the brand's rows of what was read now, one part after the other. */
  readonly target: string;
}

/** Lays out one brand's rows of each part, in the order of the parts: in what was read now, in what stands, or in both. */
export function layOut({ pull, former }: LoadRequest, given: ToLayOut): PartsLayout {
  const { brandColumn } = pull.source;
  const brand = pull.brands[given.index] ?? '';
  const manifest = former[given.index];
  const standing = manifest === undefined ? new Map<string, Laid>() : standingParts(pull.outDir, manifest);
  const freshOf = freshParts(given, brandColumn === undefined ? undefined : brand);
  const tails = new Set(given.fresh.filter(({ isTail }) => isTail).map(({ name }) => name));
  const laid = given.parts.flatMap(({ name }) => {
    const [before, come] = [standing.get(name), freshOf.get(name)];
    return tails.has(name) && before && come ? joined(before, come) : (come ?? before ?? []);
  });
  const isStaying = (name: string): boolean => standing.has(name) && (!freshOf.has(name) || tails.has(name));
  const staying = given.parts.map(({ name }) => name).filter(isStaying);
  const stayed = [...standing.keys()].filter((name) => staying.includes(name));
  const rangesOf = (some: readonly Laid[]): readonly RowRange[] => {
    const ranges: RowRange[] = [];
    for (const range of some.flatMap((one) => one.ranges)) addRange(ranges, range);
    return ranges;
  };
  return {
    ranges: rangesOf(laid),
    fresh: rangesOf([...freshOf.values()]),
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

/** A part that stood and has grown. */
function joined(before: Laid, { part, ranges, rejected }: Laid): Laid {
  const { rows, allRows } = before.part;
  return {
    part: {
      ...part,
      rows: rows + part.rows,
      allRows: allRows + part.allRows,
      rejected: before.part.rejected + part.rejected,
    },
    ranges: [...before.ranges, ...ranges],
    rejected: [...before.rejected, ...rejected],
  };
}

/** What was read now, by the names of the parts: of one brand, or of all. */
function freshParts({ fresh, target }: ToLayOut, brand: string | undefined): ReadonlyMap<string, Laid> {
  const rowsOf = ({ rows, rowsOfBrands }: FreshPart): number =>
    brand === undefined ? rows : (rowsOfBrands.get(brand) ?? 0);
  const of = fresh.reduce((sum, part) => sum + rowsOf(part), 0);
  let from = 0;
  return new Map(
    fresh.map((one): [string, Laid] => {
      const rows = rowsOf(one);
      const ranges = [{ parquet: target, from, to: from + rows, of }];
      from += rows;
      const rejected = one.rejected.filter(({ whose = brand }) => brand === undefined || whose === brand);
      return [one.name, { part: { ...storedOf(one), rows, rejected: rejected.length }, ranges, rejected }];
    }),
  );
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

export function storedOf({ name, version, bytes, rows, rejected }: FreshPart): StoredPart {
  return { name, version, ...(bytes !== undefined && { bytes }), rows, allRows: rows, rejected: rejected.length };
}
