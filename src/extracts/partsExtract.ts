import { join } from 'node:path';
import type { RowDigest, RowFiles, RowRange } from '../types.ts';
import { compactRanges } from './compactFiles.ts';
import type { StoredManifest } from './extractManifest.ts';
import { extractOf, mergedOf, type PullNotes, wholeRows } from './extractOf.ts';
import type { PartsLayout } from './layOut.ts';
import { layOver } from './layOver.ts';
import { digestAfter, layersOf, rowsIn } from './rowFiles.ts';
import type { NewExtract } from './storeExtract.ts';
import type { LoadRequest } from './tablePull.ts';

interface OfParts {
  readonly layout: PartsLayout;
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
  return key.length === 0 ? plainExtract(request, given, ranges) : keyedExtract(request, given, ranges);
}

async function plainExtract(
  request: LoadRequest,
  { layout, told, index }: OfParts,
  ranges: readonly RowRange[],
): Promise<NewExtract> {
  const { writer, table } = request.pull;
  const { columns, cursor = null } = table;
  const files = plain(ranges);
  const digest =
    (await digestOfParts(request, layout, request.former[index])) ?? (await writer.digest({ files, columns }));
  const cursors = await writer.cursors({ files, columns, cursor });
  return extractOf(request, { ...told, ...cursors, rows: rowsIn(ranges), files, digest });
}

/** The digest of what stood, without the rows that went and with those that came. */
async function digestOfParts(
  { pull: { writer, table } }: LoadRequest,
  { fresh, gone }: PartsLayout,
  former: StoredManifest | undefined,
): Promise<RowDigest | undefined> {
  if (former === undefined) return undefined;
  const digestOf = (ranges: readonly RowRange[]) => writer.digest({ files: plain(ranges), columns: table.columns });
  return digestAfter(former.digest, { gone: await digestOf(gone), come: await digestOf(fresh) });
}

/** Where most is otherwise, all of it is laid out anew. */
const FEW = 0.25;

async function keyedExtract(
  request: LoadRequest,
  { layout, told, index }: OfParts,
  partRows: readonly RowRange[],
): Promise<NewExtract> {
  const { table, folder, writer, version, brands } = request.pull;
  const { columns, key, cursor = null } = table;
  const brand = brands[index] ?? '';
  const former = request.former[index];
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
      : await mergeAll();
  if (laid === 'incomplete') throw new Error('Rows without a list of those present cannot be incomplete.');
  tellOlder(request, rowsIn(partRows) - laid.rows);
  return extractOf(request, { ...told, ...laid, partRows });

  async function mergeAll() {
    const target = join(folder, `${brand}-whole.parquet`);
    const layers = layersOf(plain(partRows));
    const merged = await writer.merge({ layers, columns, key, version, cursor, isOrdered: true, target });
    return wholeRows(request, target, mergedOf(merged));
  }
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
