import { join } from 'node:path';
import type { Part, Parts } from '../connectors/connector.ts';
import { badRowsOf, refuseBadRows, tellNobodysBad } from './badRows.ts';
import type { StoredManifest, StoredPart } from './extractManifest.ts';
import { columnsWithBrand, extractsOfWhole, mergedOf, type PullNotes, tellNobodys } from './extractOf.ts';
import { type FreshParts, loadFreshParts } from './freshParts.ts';
import { layOut, storedOf } from './layOut.ts';
import { extractOfParts, tellOlder } from './partsExtract.ts';
import { layoutOf } from './rowFiles.ts';
import { tellDrift } from './schemaDrift.ts';
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
  const merged = mergedOf(
    await writer.merge({ layers, columns, key, version, cursor, isOrdered: true, target: whole }),
  );
  tellOlder(request, rows - merged.rows);
  const stored = parts.map((part) => ({ ...storedOf(part), rows: 0 }));
  const told = { ...drift, rejected, state: null, parts: stored, pull: { mode: 'parts', rows, deletions: 0 } } as const;
  const rowsOf = (brand: string): number =>
    request.pull.source.brandColumn === undefined
      ? rows
      : sum(parts.map(({ rowsOfBrands }) => rowsOfBrands.get(brand) ?? 0));
  return extractsOfWhole(request, { whole, merged, told, rowsOf });
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
  const isSame =
    source.brandColumn === undefined && new Set(request.former.map((one) => partsLayoutOf(one))).size === 1;
  for (const [index, brand] of brands.entries()) {
    // Where the brands need not be told apart they have the same parts, and one extract is all of theirs.
    const [first] = extracts;
    if (isSame && first !== undefined) {
      extracts.push(first);
      continue;
    }
    const layout = await layOut(request, { parts, fresh: fresh.parts, index });
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
    extracts.push(await extractOfParts(request, { layout, told, index }));
  }
  tellCopies(request, standing ?? []);
  if (source.brandColumn !== undefined) tellNobodys(request.pull, allRows - missing, extracts);
  return extracts;
}

/** Who downloads a file once more gets "orders (1).csv", and without a key every row of it counts twice. */
function tellCopies({ pull: { source, table, effects } }: LoadRequest, parts: readonly StoredPart[]): void {
  if (table.key.length > 0) return;
  // A time of writing, which some remote systems have in place of a hash, proves nothing.
  const hashed = parts.filter(({ allRows, version }) => allRows > 0 && /^"?[0-9a-f]{32}/.test(version));
  const alike = Map.groupBy(hashed, ({ version }) => version);
  for (const copies of [...alike.values()].filter(({ length }) => length > 1)) {
    const names = copies.map(({ name }) => JSON.stringify(name)).join(', ');
    effects.log.warn(
      `${source.name}.${table.name}: ${names} are the same byte for byte, and their rows count each time.`,
    );
  }
}

/** Equal for brands whose parts lie in the same way. */
function partsLayoutOf(manifest: StoredManifest | undefined): string {
  if (manifest === undefined) return '';
  const { files, partRows, parts } = manifest;
  return JSON.stringify([layoutOf(files), layoutOf({ base: partRows ?? [], deltas: [], key: [] }), parts]);
}

function storedPart(manifest: StoredManifest | undefined, { name }: Part): StoredPart | undefined {
  return manifest?.parts?.find((part) => part.name === name);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
