import { join } from 'node:path';
import type { Part, Parts } from '../connectors/connector.ts';
import type { RejectedRow, RowLayer } from '../types.ts';
import { badRowsOf, refuseBadRows, tellNobodysBad } from './badRows.ts';
import type { StoredManifest, StoredPart } from './extractManifest.ts';
import { columnsWithBrand, extractOf, extractsOfWhole, type PullNotes, settledOf, tellNobodys } from './extractOf.ts';
import { type FreshPart, type FreshParts, loadFreshParts } from './freshParts.ts';
import { tellDrift } from './schemaDrift.ts';
import type { NewExtract } from './storeExtract.ts';
import type { Loaded, LoadedBrand, LoadRequest } from './tablePull.ts';

/** Reads the parts that are new or changed, and lays out all parts' rows in the parts' order; those of removed ones go. */
export async function loadParts(request: LoadRequest, { parts }: Parts): Promise<Loaded> {
  const { former, pull } = request;
  const changed = parts.filter((part) =>
    former.some((manifest) => storedPart(manifest, part)?.version !== part.version),
  );
  const names = parts.map(({ name }) => name).join('\n');
  if (changed.length === 0 && former.every((one) => one?.parts?.map(({ name }) => name).join('\n') === names)) {
    const [first] = former;
    if (pull.source.brandColumn === undefined)
      refuseBadRows(pull, sum((first?.parts ?? []).map(({ allRows }) => allRows)), first?.rejected ?? []);
    return 'unchanged';
  }
  // A newer version of a key may be another brand's: each brand's own rows do not tell.
  const isOneForAll = pull.source.brandColumn !== undefined && pull.table.key.length > 0;
  const fresh = await loadFreshParts(request, isOneForAll ? parts : changed);
  const drift = tellDrift(request, fresh);
  pull.atStep('parts loaded');
  return isOneForAll ? wholeOf(request, fresh, drift) : eachOf(request, { parts, fresh, drift });
}

type Drift = Pick<StoredManifest, 'families' | 'undeclared'>;

async function wholeOf(request: LoadRequest, { parts }: FreshParts, drift: Drift): Promise<Loaded> {
  const { folder, writer, table, version } = request.pull;
  const rows = sum(parts.map((part) => part.rows));
  const rejected = parts.flatMap((part) => part.rejected);
  const whole = join(folder, 'whole.parquet');
  const { key, cursor = null } = table;
  const layers = [...new Set(parts.map(({ parquet }) => parquet))].map(
    (parquet) => ({ parquet, holds: 'rows' }) as const,
  );
  const columns = columnsWithBrand(request.pull);
  const settled = settledOf(
    await writer.settle({ layers, columns, key, version, cursor, isOrdered: true, target: whole }),
  );
  tellOlder(request, rows - settled.rows);
  const stored = parts.map((part) => ({ ...storedOf(part), rows: 0 }));
  const told = { ...drift, rejected, state: null, parts: stored, pull: { mode: 'parts', rows, deletions: 0 } } as const;
  const rowsOf = (brand: string): number =>
    request.pull.source.brandColumn === undefined
      ? rows
      : sum(parts.map(({ rowsOfBrands }) => rowsOfBrands.get(brand) ?? 0));
  return extractsOfWhole(request, { whole, settled, told, rowsOf });
}

async function eachOf(
  request: LoadRequest,
  given: { readonly parts: readonly Part[]; readonly fresh: FreshParts; readonly drift: Drift },
): Promise<Loaded> {
  const { brands, source } = request.pull;
  const { fresh, parts, drift } = given;
  const brought = sum(fresh.parts.map(({ rows }) => rows));
  const pull = { mode: 'parts', rows: brought, deletions: 0 } as const;
  const extracts: LoadedBrand[] = [];
  let [missing, allRows] = [0, 0];
  let standing: readonly StoredPart[] | undefined;
  if (source.brandColumn !== undefined)
    tellNobodysBad(
      request.pull,
      fresh.parts.flatMap(({ rejected }) => rejected),
    );
  for (const [index, brand] of brands.entries()) {
    // Where the brands need not be told apart they have the same parts, and one extract is all of theirs.
    const [first] = extracts;
    const isSame =
      source.brandColumn === undefined && request.former.every((one) => one?.sha256 === request.former[0]?.sha256);
    if (isSame && first !== undefined) {
      extracts.push(first);
      continue;
    }
    const layout = layOut(request, { parts, fresh: fresh.parts, index });
    if (source.brandColumn === undefined)
      refuseBadRows(request.pull, sum(layout.parts.map(({ allRows }) => allRows)), layout.rejected);
    else {
      const rows = sum(layout.parts.map((part) => part.rows));
      const { problems } = badRowsOf(request.pull, brand, { rows, rejected: layout.rejected });
      if (problems.length > 0) {
        extracts.push({ problems });
        missing += rows;
        continue;
      }
    }
    allRows = sum(layout.parts.map((part) => part.allRows));
    standing ??= layout.parts;
    const told: PullNotes = { ...drift, rejected: layout.rejected, state: null, parts: layout.parts, pull };
    extracts.push(await settleLayout(request, { layers: layout.layers, told, brand }));
  }
  tellCopies(request, standing ?? []);
  if (source.brandColumn !== undefined) tellNobodys(request.pull, allRows - missing, extracts);
  return extracts;
}

/** Writes the rows part by part and, for a table with a key, what they lead to. */
async function settleLayout(
  request: LoadRequest,
  { layers, told, brand }: { readonly layers: readonly RowLayer[]; readonly told: PullNotes; readonly brand: string },
): Promise<NewExtract> {
  const { table, folder, writer, version } = request.pull;
  const { columns, key, cursor = null } = table;
  const base = join(folder, `${brand}-base.parquet`);
  const plain = { columns, key: [], version: null, cursor, isOrdered: true };
  const asTheyCome = settledOf(await writer.settle({ ...plain, layers, target: base }));
  if (key.length === 0) return extractOf(request, { ...told, ...asTheyCome, parquet: base });
  const parquet = join(folder, `${brand}.parquet`);
  const whole = [{ parquet: base, holds: 'rows' }] as const;
  const settled = settledOf(await writer.settle({ ...plain, layers: whole, key, version, target: parquet }));
  tellOlder(request, asTheyCome.rows - settled.rows);
  return extractOf(request, { ...told, ...settled, parquet, baseParquet: base });
}

/** Files that overlap are usual; a key that is none looks the same, and is to be seen. */
function tellOlder({ pull: { source, table, effects } }: LoadRequest, older: number): void {
  if (older === 0) return;
  const told = `${older} rows gave way to others of the same ${table.key.join(' and ')}.`;
  effects.log.info(`${source.name}.${table.name}: ${told}`);
}

/** Who downloads a file once more gets "orders (1).csv", and without a key every row of it counts twice. */
function tellCopies({ pull: { source, table, effects } }: LoadRequest, parts: readonly StoredPart[]): void {
  if (table.key.length > 0) return;
  // A time of writing, which some far sides have in place of a hash, proves nothing.
  const hashed = parts.filter(({ allRows, version }) => allRows > 0 && /^"?[0-9a-f]{32}/.test(version));
  const alike = Map.groupBy(hashed, ({ version }) => version);
  for (const copies of [...alike.values()].filter(({ length }) => length > 1)) {
    const names = copies.map(({ name }) => JSON.stringify(name)).join(', ');
    effects.log.warn(
      `${source.name}.${table.name}: ${names} are the same byte for byte, and their rows count each time.`,
    );
  }
}

interface Layout {
  readonly layers: readonly RowLayer[];
  readonly parts: readonly StoredPart[];
  readonly rejected: readonly RejectedRow[];
}

/** Where one brand's rows of each part lie, in the order of the parts: in what was read now, or in what stands. */
function layOut(
  { pull, former }: LoadRequest,
  {
    parts,
    fresh,
    index,
  }: { readonly parts: readonly Part[]; readonly fresh: readonly FreshPart[]; readonly index: number },
): Layout {
  const { source, outDir, brands } = pull;
  const { brandColumn } = source;
  const equals = brands[index] ?? '';
  const where = brandColumn === undefined ? {} : { where: { column: brandColumn, equals } };
  const freshOf = new Map(fresh.map((part) => [part.name, part]));
  const manifest = former[index];
  const standing = manifest === undefined ? new Map<string, Standing>() : standingParts(manifest);
  const layers: RowLayer[] = [];
  const stored: StoredPart[] = [];
  const rejected: RejectedRow[] = [];
  for (const { name } of parts) {
    const read = freshOf.get(name);
    const stood = standing.get(name);
    if (read !== undefined) {
      const bad = read.rejected.filter(({ whose = equals }) => brandColumn === undefined || whose === equals);
      addStretch(layers, { parquet: read.parquet, ...where }, read);
      stored.push({
        ...storedOf(read),
        rejected: bad.length,
        ...(brandColumn !== undefined && { rows: read.rowsOfBrands.get(equals) ?? 0 }),
      });
      rejected.push(...bad);
    } else if (stood !== undefined) {
      addStretch(layers, { parquet: join(outDir, stood.parquet) }, { from: stood.from, rows: stood.part.rows });
      stored.push(stood.part);
      rejected.push(...stood.rejected);
    }
  }
  return { layers, parts: stored, rejected };
}

/** Adds a stretch of rows; to the last layer where it goes on there. */
function addStretch(
  layers: RowLayer[],
  layer: Omit<RowLayer, 'holds'>,
  { from, rows }: { readonly from: number; readonly rows: number },
): void {
  const last = layers.at(-1);
  const to = from + rows;
  if (last?.parquet === layer.parquet && last.stretch?.to === from)
    layers[layers.length - 1] = { ...last, stretch: { from: last.stretch.from, to } };
  else layers.push({ ...layer, holds: 'rows', stretch: { from, to } });
}

interface Standing {
  readonly part: StoredPart;
  readonly parquet: string;
  readonly from: number;
  readonly rejected: readonly RejectedRow[];
}

function standingParts({ parts, base, parquet, rejected }: StoredManifest): ReadonlyMap<string, Standing> {
  let [from, firstRejected] = [0, 0];
  return new Map(
    (parts ?? []).map((part) => {
      const own = rejected.slice(firstRejected, firstRejected + part.rejected);
      const standing = { part, parquet: base ?? parquet, from, rejected: own };
      from += part.rows;
      firstRejected += part.rejected;
      return [part.name, standing] as const;
    }),
  );
}

function storedPart(manifest: StoredManifest | undefined, { name }: Part): StoredPart | undefined {
  return manifest?.parts?.find((part) => part.name === name);
}

function storedOf({ name, version, rows, rejected }: FreshPart): StoredPart {
  return { name, version, rows, allRows: rows, rejected: rejected.length };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
