import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part } from '../connectors/connector.ts';
import type { StagedPart } from '../formats/stagedPart.ts';
import { type Problem, ProblemsError } from '../lib/problem.ts';
import type { RejectedRow } from '../types.ts';
import { columnsWithBrand, mostRejected, splitByBrand } from './extractOf.ts';
import type { LoadRequest } from './tablePull.ts';

/** Parts that are fetched at the same time, and that are loaded into one file. */
const [SIDE_BY_SIDE, TOGETHER] = [8, 256];

/** A part that was read in this pull: its rows are a row range of a typed Parquet file. */
export interface FreshPart {
  readonly name: string;
  readonly version: string;
  readonly parquet: string;
  readonly from: number;
  readonly rows: number;
  /** By brand, where the source has a brand column. */
  readonly rowsOfBrands: ReadonlyMap<string, number>;
  readonly rejected: readonly RejectedRow[];
}

export interface FreshParts {
  readonly parts: readonly FreshPart[];
  readonly ignoredColumns: readonly string[];
  readonly foundTypes: Readonly<Record<string, string>>;
}

/** Fetches and loads parts, in their order, so many at a time that the disk holds few of them twice. Tells of all that cannot be read. */
export async function loadFreshParts(request: LoadRequest, parts: readonly Part[]): Promise<FreshParts> {
  const batches = Array.from({ length: Math.ceil(parts.length / TOGETHER) }, (_, index) =>
    parts.slice(index * TOGETHER, (index + 1) * TOGETHER),
  );
  const loaded: FreshParts[] = [];
  const problems: Problem[] = [];
  for (const [index, batch] of batches.entries()) {
    try {
      loaded.push(await loadBatch(request, batch, index));
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return {
    parts: loaded.flatMap((batch) => batch.parts),
    ignoredColumns: loaded.flatMap((batch) => batch.ignoredColumns),
    foundTypes: Object.assign({}, ...loaded.map((batch) => batch.foundTypes)),
  };
}

async function loadBatch(request: LoadRequest, parts: readonly Part[], index: number): Promise<FreshParts> {
  const { folder, writer, table, source } = request.pull;
  const parquet = join(folder, `arrived-${index}.parquet`);
  const place = join(folder, 'parts', String(index));
  const staged = await stageAll(request, parts, place);
  const written = await writer.write({
    files: staged.flatMap(({ files }) => files),
    columns: columnsWithBrand(request.pull),
    needed: table.key,
    stamp: table.cursor,
    target: parquet,
    maxRejected: mostRejected(request.pull),
    isByHand: true,
    ...splitByBrand(source),
  });
  await rm(place, { recursive: true, force: true });
  const { ignoredColumns, foundTypes, rowsOfFiles, rowsOfValues, rejected } = written;
  let [file, from] = [0, 0];
  const fresh = parts.map(({ name, version }, at): FreshPart => {
    const { files = [], version: read = version, rejected: setAside = [] } = staged[at] ?? {};
    const own = files.map((_, number) => file + number);
    const labels = new Set(files.map(({ label }) => label));
    const rows = own.reduce((sum, number) => sum + (rowsOfFiles[number] ?? 0), 0);
    const rowsOfBrands = addUp(own.map((number) => rowsOfValues[number] ?? new Map()));
    const part = { name, version: read, parquet, from, rows, rowsOfBrands };
    file += files.length;
    from += rows;
    return { ...part, rejected: [...setAside, ...rejected.filter((row) => labels.has(row.file))] };
  });
  return { parts: fresh, ignoredColumns, foundTypes };
}

async function stageAll({ pull }: LoadRequest, parts: readonly Part[], place: string): Promise<readonly StagedPart[]> {
  const staged: StagedPart[] = [];
  const problems: Problem[] = [];
  for (let first = 0; first < parts.length; first += SIDE_BY_SIDE) {
    const some = parts.slice(first, first + SIDE_BY_SIDE).map(async (part, index) => {
      const folder = join(place, String(first + index));
      await mkdir(folder, { recursive: true });
      return part.stage(folder);
    });
    for (const result of await Promise.allSettled(some)) {
      if (result.status === 'fulfilled') staged.push(result.value);
      else if (result.reason instanceof ProblemsError) problems.push(...result.reason.problems);
      else throw result.reason;
    }
    pull.atStep('staged');
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return staged;
}

function addUp(counts: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [value, rows] of counts.flatMap((count) => [...count])) sums.set(value, (sums.get(value) ?? 0) + rows);
  return sums;
}
