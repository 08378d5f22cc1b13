import { join } from 'node:path';
import type { LaidRows, RowDigest, RowFiles, RowRange } from '../types.ts';
import { compactRanges } from './compactFiles.ts';
import type { StoredManifest } from './extractManifest.ts';
import { extractOf, mergedOf, type PullNotes } from './extractOf.ts';
import type { PartsLayout } from './layOut.ts';
import { type LaidOver, layOver } from './layOver.ts';
import { digestAfter, layersOf, layoutOf, rowsIn, wholeFile } from './rowFiles.ts';
import type { NewExtract } from './storeExtract.ts';
import type { LoadRequest } from './tablePull.ts';

interface OfParts {
  readonly layout: PartsLayout;
  /** Of the brand's rows that were read now. */
  readonly come: LaidRows;
  readonly told: PullNotes;
  /** Which of the brands it is for. */
  readonly index: number;
}

/** One brand's extract of parts: their rows one after the other or, for a table with a key, what they lead to. */
export async function extractOfParts(request: LoadRequest, given: OfParts): Promise<NewExtract> {
  const { table, folder, writer, brands } = request.pull;
  const { columns, key } = table;
  const target = join(folder, `${brands[given.index]}-parts.parquet`);
  const ranges = await compactRanges(given.layout.ranges, { writer, columns, target });
  if (key.length === 0) return extractOf(request, { ...given.told, ...(await asTheyLie(request, given, ranges)) });
  return keyedExtract(request, given, ranges);
}

/** The rows of the parts as they lie. */
async function asTheyLie(request: LoadRequest, given: OfParts, ranges: readonly RowRange[]): Promise<Of> {
  const { writer, table } = request.pull;
  const { columns, cursor = null, key } = table;
  const files = { base: ranges, deltas: [], key };
  const rows = rowsIn(ranges);
  const digest = (await digestOfParts(request, given)) ?? (await writer.digest({ files, columns }));
  const isAllFresh = given.come.rows === rows;
  const { minCursor, maxCursor } = isAllFresh ? given.come : await writer.cursors({ files, columns, cursor });
  return { rows, files, digest, minCursor, maxCursor };
}

type Of = Pick<LaidOver, 'rows' | 'files' | 'digest' | 'minCursor' | 'maxCursor'>;

/** The digest of what stood, without the rows that went and with those that came. */
async function digestOfParts(
  { pull: { writer, table }, former }: LoadRequest,
  { layout, come, index }: OfParts,
): Promise<RowDigest | undefined> {
  const before = former[index];
  // Of a table with a key some of the parts' rows may have counted for nothing.
  if (before !== undefined && !liesAsItsParts(before)) return undefined;
  const none: RowDigest = { ...come.digest, rows: 0, sums: ['0', '0'] };
  const gone =
    layout.gone.length === 0 ? none : await writer.digest({ files: plain(layout.gone), columns: table.columns });
  return digestAfter(before?.digest ?? none, { gone, come: come.digest });
}

/** Where most is otherwise, all of it is laid out anew. */
const FEW = 0.25;

async function keyedExtract(request: LoadRequest, given: OfParts, partRows: readonly RowRange[]): Promise<NewExtract> {
  const { layout, told } = given;
  const { folder, writer, brands, table } = request.pull;
  const { columns, key } = table;
  const brand = brands[given.index] ?? '';
  const former = request.former[given.index];
  if (canBeInOrder(former, layout) && (await writer.isInKeyOrder({ files: plain(partRows), columns, key })))
    return extractOf(request, { ...told, ...(await asTheyLie(request, given, partRows)), partRows });
  const keysOf = [...layout.fresh, ...layout.gone];
  const isFew = rowsIn(keysOf) <= FEW * rowsIn(partRows);
  const laid =
    former !== undefined && layout.isInOrder && isFew
      ? await layOver(request.pull, {
          ...{ brand, former, keysOf },
          layers: async () => {
            const target = join(folder, `${brand}-versions.parquet`);
            await writer.touch({ files: plain(partRows), columns, key, keysOf, target });
            return [{ parquet: target, holds: 'rows' }];
          },
        })
      : await mergedParts(request, { partRows, target: join(folder, `${brand}-whole.parquet`) });
  if (laid === 'incomplete') throw new Error('Rows without a list of those present cannot be incomplete.');
  tellOlder(request, rowsIn(partRows) - laid.rows);
  return extractOf(request, { ...told, ...laid, partRows });
}

/** Rows that stand in another order stay in it where none of them goes. */
function canBeInOrder(former: StoredManifest | undefined, { gone }: PartsLayout): boolean {
  return former === undefined || gone.length > 0 || liesAsItsParts(former);
}

function liesAsItsParts({ files, partRows }: StoredManifest): boolean {
  return partRows === null || layoutOf(files) === layoutOf({ ...files, base: partRows, deltas: [] });
}

async function mergedParts(
  { pull: { writer, table, version } }: LoadRequest,
  { partRows, target }: { readonly partRows: readonly RowRange[]; readonly target: string },
): Promise<Of> {
  const { columns, key, cursor = null } = table;
  const layers = layersOf(plain(partRows));
  const merged = mergedOf(await writer.merge({ layers, columns, key, version, cursor, isOrdered: true, target }));
  const files = { base: wholeFile(target, merged.rows), deltas: [], key };
  return { ...merged, files, digest: await writer.digest({ files, columns }) };
}

/** The parts' rows, one after the other. */
function plain(base: readonly RowRange[]): RowFiles {
  return { base, deltas: [], key: [] };
}

/** Files that overlap are usual; a key that is none looks the same, and is to be seen. */
export function tellOlder({ pull: { source, table, effects } }: LoadRequest, older: number): void {
  if (older === 0) return;
  const told = `${older} rows gave way to others of the same ${table.key.join(' and ')}.`;
  effects.log.info(`${source.name}.${table.name}: ${told}`);
}
