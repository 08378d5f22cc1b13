import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Part } from '../connectors/connector.ts';
import type { StagedPart } from '../formats/stagedPart.ts';
import { type Problem, ProblemsError } from '../lib/problem.ts';
import type { RejectedRow, RowLoad } from '../types.ts';
import { mostRejected, splitByBrand } from './extractOf.ts';
import type { LoadRequest } from './tablePull.ts';

/** Parts that are fetched at the same time, and that are read together. */
const [SIDE_BY_SIDE, TOGETHER] = [8, 256];

/** A part that was read in this pull. */
export interface FreshPart {
  readonly name: string;
  readonly version: string;
  readonly bytes?: number | undefined;
  /** Whether the rows are those that came to what stood of the part. */
  readonly isTail: boolean;
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

/** Fetches and reads parts, in their order, so many at a time that the disk holds few of them twice. Tells of all that cannot be read. */
export async function readFreshParts(request: LoadRequest, load: RowLoad, parts: readonly Part[]): Promise<FreshParts> {
  const batches = Array.from({ length: Math.ceil(parts.length / TOGETHER) }, (_, index) =>
    parts.slice(index * TOGETHER, (index + 1) * TOGETHER),
  );
  const read: FreshParts[] = [];
  const problems: Problem[] = [];
  for (const [index, batch] of batches.entries()) {
    try {
      read.push(await readBatch(request, load, { parts: batch, index }));
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return {
    parts: read.flatMap((batch) => batch.parts),
    ignoredColumns: read.flatMap((batch) => batch.ignoredColumns),
    foundTypes: Object.assign({}, ...read.map((batch) => batch.foundTypes)),
  };
}

async function readBatch(
  request: LoadRequest,
  load: RowLoad,
  { parts, index }: { readonly parts: readonly Part[]; readonly index: number },
): Promise<FreshParts> {
  const { folder, table, source } = request.pull;
  const place = join(folder, 'parts', String(index));
  const staged = await stageAll(request, parts, place);
  const read = await load.read({
    files: staged.flatMap(({ files }) => files),
    needed: table.key,
    stamp: table.cursor,
    maxRejected: mostRejected(request.pull),
    isByHand: true,
    ...splitByBrand(source),
  });
  await rm(place, { recursive: true, force: true });
  const { ignoredColumns, foundTypes, rowsOfFiles, rowsOfValues, rejected } = read;
  let file = 0;
  const fresh: FreshPart[] = [];
  for (const [at, { name, version, bytes, stageTail }] of parts.entries()) {
    const { files = [], version: readVersion = version, rejected: setAside = [], linesBefore } = staged[at] ?? {};
    const own = files.map((_, number) => file + number);
    const labels = new Set(files.map(({ label }) => label));
    file += files.length;
    const bad = rejected.filter((row) => labels.has(row.file));
    const shift = bad.length > 0 && linesBefore !== undefined ? await linesBefore() : 0;
    fresh.push({
      ...{ name, version: readVersion, bytes, isTail: stageTail !== undefined },
      rows: own.reduce((sum, number) => sum + (rowsOfFiles[number] ?? 0), 0),
      rowsOfBrands: addUp(own.map((number) => rowsOfValues[number] ?? new Map())),
      rejected: [...setAside, ...bad.map((row) => ({ ...row, line: row.line + shift }))],
    });
  }
  return { parts: fresh, ignoredColumns, foundTypes };
}

async function stageAll({ pull }: LoadRequest, parts: readonly Part[], place: string): Promise<readonly StagedPart[]> {
  const staged: StagedPart[] = [];
  const problems: Problem[] = [];
  for (let first = 0; first < parts.length; first += SIDE_BY_SIDE) {
    const some = parts.slice(first, first + SIDE_BY_SIDE).map(async (part, index) => {
      const folder = join(place, String(first + index));
      await mkdir(folder, { recursive: true });
      return part.stageTail === undefined ? part.stage(folder) : part.stageTail();
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
