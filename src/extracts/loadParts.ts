import { join } from 'node:path';
import type { Part, Parts, StandingPart } from '../connectors/connector.ts';
import { type Problem, ProblemsError } from '../lib/problem.ts';
import type { RowLoad } from '../types.ts';
import { badRowsOf, refuseBadRows, tellNobodysBad } from './badRows.ts';
import type { StoredManifest, StoredPart } from './extractManifest.ts';
import { columnsWithBrand, extractsOfWhole, type PullNotes, tellNobodys } from './extractOf.ts';
import { type FreshPart, readFreshParts } from './freshParts.ts';
import { layOut, type PartsLayout, storedOf } from './layOut.ts';
import { extractOfParts, tellOlder } from './partsExtract.ts';
import { layoutOf } from './rowFiles.ts';
import { tellDrift } from './schemaDrift.ts';
import type { Loaded, LoadedBrand, LoadRequest, TablePull } from './tablePull.ts';

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
  const toRead = isOneForAll(pull) ? parts : changed;
  try {
    return await loadFresh(request, parts, toRead);
  } catch (error) {
    // Too many bad rows, or none that can be read: the whole files tell it as it is.
    if (!(error instanceof ProblemsError) || !toRead.some(({ stageTail }) => stageTail)) throw error;
    return loadFresh(
      request,
      parts,
      toRead.map(({ stageTail: _, ...part }) => part),
    );
  }
}

/** A newer version of a key may be another brand's: each brand's own rows do not tell. */
function isOneForAll({ source, table }: TablePull): boolean {
  return source.brandColumn !== undefined && table.key.length > 0;
}

/** The parts that stand alike for all brands, and can be read from their ends on. */
export function standingParts({ pull, former: [first, ...others] }: LoadRequest): readonly StandingPart[] {
  if (isOneForAll(pull)) return [];
  return (first?.parts ?? []).flatMap((part) => {
    const { name, version, bytes, rejected } = part;
    const isAlike = others.every((other) => storedPart(other, part)?.version === version);
    return bytes === undefined || !isAlike ? [] : [{ name, version, bytes, isClean: rejected === 0 }];
  });
}

async function loadFresh(request: LoadRequest, parts: readonly Part[], toRead: readonly Part[]): Promise<Loaded> {
  const { pull } = request;
  const load = await pull.writer.load({ columns: columnsWithBrand(pull) });
  try {
    const fresh = await readFreshParts(request, load, toRead);
    const drift = tellDrift(request, { ...fresh, isPartial: fresh.parts.some(({ isTail }) => isTail) });
    pull.atStep('parts loaded');
    const given = { parts, load, fresh: fresh.parts, drift };
    return isOneForAll(pull) ? await wholeOf(request, given) : await eachOf(request, given);
  } finally {
    await load.close();
  }
}

interface Given {
  readonly parts: readonly Part[];
  /** The rows of those that were read now. */
  readonly load: RowLoad;
  readonly fresh: readonly FreshPart[];
  readonly drift: Pick<StoredManifest, 'families' | 'undeclared'>;
}

function wholeOf(request: LoadRequest, { load, fresh, drift }: Given): Promise<Loaded> {
  const rows = sum(fresh.map((part) => part.rows));
  const rejected = fresh.flatMap((part) => part.rejected);
  const stored = fresh.map((part) => ({ ...storedOf(part), rows: 0 }));
  const told = { ...drift, rejected, state: null, parts: stored, pull: { mode: 'parts', rows, deletions: 0 } } as const;
  const rowsOf = (brand: string): number => sum(fresh.map(({ rowsOfBrands }) => rowsOfBrands.get(brand) ?? 0));
  const tellRows = (laid: number): void => tellOlder(request, rows - laid);
  return extractsOfWhole(request, { load, isOrdered: true, told, rowsOf, tellRows });
}

async function eachOf(request: LoadRequest, { parts, load, fresh, drift }: Given): Promise<Loaded> {
  const { brands, source, table, folder } = request.pull;
  const { columns, cursor = null } = table;
  const { brandColumn } = source;
  const by = brandColumn === undefined ? undefined : { column: brandColumn, values: brands };
  const laid = await load.lay({ key: [], version: null, isOrdered: true, columns, cursor, by });
  const fileOf = (brand: string): string => join(folder, by === undefined ? 'fresh.parquet' : `${brand}-fresh.parquet`);
  const layouts = brands.map((brand, index) => layOut(request, { parts, fresh, index, target: fileOf(brand) }));
  const problems = judge(request.pull, layouts, fresh);
  const good = brands.filter((_, index) => problems[index]?.length === 0);
  const targets = new Map(good.map((brand) => [by === undefined ? '' : brand, fileOf(brand)]));
  await load.save({ columns, by: brandColumn, targets });

  const pull = { mode: 'parts', rows: sum(fresh.map(({ rows }) => rows)), deletions: 0 } as const;
  const extracts: LoadedBrand[] = [];
  // Where the brands need not be told apart they have the same parts, and one extract is all of theirs.
  const isSame = by === undefined && new Set(request.former.map((one) => partsLayoutOf(one))).size === 1;
  for (const [index, brand] of brands.entries()) {
    const [first] = extracts;
    const [layout, faults = [], come] = [layouts[index], problems[index], laid.of.get(by === undefined ? '' : brand)];
    if (layout === undefined || come === undefined) throw new Error(`The rows of ${brand} were not laid out.`);
    if (faults.length > 0) extracts.push({ problems: faults });
    else if (isSame && first !== undefined) extracts.push(first);
    else {
      const told: PullNotes = { ...drift, rejected: layout.rejected, state: null, parts: layout.parts, pull };
      extracts.push(await extractOfParts(request, { layout, come, told, index }));
    }
  }
  tellCopies(request, layouts[0]?.parts ?? []);
  if (by !== undefined) {
    const missing = layouts.filter((_, index) => (problems[index]?.length ?? 0) > 0);
    const allRows = sum((layouts[0]?.parts ?? []).map((part) => part.allRows));
    tellNobodys(request.pull, allRows - sum(missing.map(rowsOf)), extracts);
  }
  return extracts;
}

/** Each brand's reasons why its rows are too bad; where brands are not told apart, they are refused together. */
function judge(
  pull: TablePull,
  layouts: readonly PartsLayout[],
  fresh: readonly FreshPart[],
): readonly (readonly Problem[])[] {
  if (pull.source.brandColumn === undefined) {
    for (const { parts, rejected } of layouts.slice(0, 1))
      refuseBadRows(pull, sum(parts.map((part) => part.allRows)), rejected);
    return layouts.map(() => []);
  }
  tellNobodysBad(
    pull,
    fresh.flatMap(({ rejected }) => rejected),
  );
  return layouts.map(
    (layout, index) =>
      badRowsOf(pull, pull.brands[index] ?? '', { rows: rowsOf(layout), rejected: layout.rejected }).problems,
  );
}

function rowsOf({ parts }: PartsLayout): number {
  return sum(parts.map(({ rows }) => rows));
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

function storedPart(manifest: StoredManifest | undefined, { name }: Pick<Part, 'name'>): StoredPart | undefined {
  return manifest?.parts?.find((part) => part.name === name);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
