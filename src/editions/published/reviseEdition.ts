import { join } from 'node:path';
import { listFiles, readText } from '../../lib/files.ts';
import { hashOf } from '../../lib/hash.ts';
import { ProblemsError } from '../../lib/problem.ts';
import type { Block, Instant, Revision, Snapshot, StoredSnapshot } from '../../types.ts';
import type { EditionWork } from '../editionWork.ts';
import { type PublishedEdition, readSnapshot } from './publishedIndex.ts';

/**
 * What becomes of an edition that is made again though it is published. Where it says what was published, it is kept
 * and nothing is returned (unless it is remade on purpose); where it says something else and readers have had the
 * earlier one by mail, the snapshot tells what differs.
 */
export async function reviseEdition(request: {
  readonly edition: EditionWork;
  readonly snapshot: StoredSnapshot;
  readonly published: PublishedEdition | undefined;
  readonly outDir: string;
  readonly now: Instant;
  /** Whether it is made again on purpose, and not because it was provisional. */
  readonly isRemade: boolean;
  readonly wasMailed: boolean;
}): Promise<StoredSnapshot | undefined> {
  const { edition, snapshot, published, outDir, now, isRemade, wasMailed } = request;
  const before = published === undefined ? undefined : await snapshotBefore(outDir, published);
  if (published === undefined || before === undefined) return snapshot;
  const isSameData = figuresOf(before) === figuresOf(snapshot);
  const isSame = isSameData && before.isProvisional === snapshot.isProvisional;
  if (isSame && !isRemade) {
    edition.keep(published);
    return undefined;
  }
  const { revisions = [] } = before;
  const kind = before.isProvisional === true && snapshot.isProvisional !== true ? 'completed' : 'corrected';
  const isTold = wasMailed && !isSameData;
  const all = isTold ? [...revisions, { at: now, kind, changes: changesOf(before, snapshot) } as const] : revisions;
  return all.length === 0 ? snapshot : { ...snapshot, revisions: all };
}

/** A snapshot that cannot be read is told when it is needed; here there is then nothing to compare with. */
async function snapshotBefore(
  outDir: string,
  published: PublishedEdition,
): Promise<StoredSnapshot | Snapshot | undefined> {
  try {
    return await readSnapshot(outDir, published);
  } catch (error) {
    if (error instanceof ProblemsError) return undefined;
    throw error;
  }
}

/** Hash of what was measured, whatever its columns are called: earlier versions stored that in words. */
function figuresOf({ data }: Pick<Snapshot, 'data'>): string {
  return hashOf(JSON.parse(JSON.stringify(data, (key, value: unknown) => (key === 'label' ? undefined : value))));
}

/** The headline figures of the first block that has any, where they differ. */
function changesOf(before: Pick<Snapshot, 'data'>, after: Pick<Snapshot, 'data'>): Revision['changes'] {
  const was = new Map(readingsOf(before).map(({ metric, value }) => [metric, value]));
  return readingsOf(after).flatMap(({ metric, value }) => {
    const earlier = was.get(metric);
    return earlier === undefined || earlier === value ? [] : [{ metric, was: earlier, is: value }];
  });
}

function readingsOf({ data }: Pick<Snapshot, 'data'>) {
  const blocks: readonly Block[] = Object.values(data);
  for (const block of blocks) if (block.kind === 'metrics' && block.readings.length > 0) return block.readings;
  return [];
}

/** Ids of the editions of which some mail went out, or may have. Lines that cannot be read say nothing here. */
export async function mailedEditions(outDir: string): Promise<ReadonlySet<string>> {
  const folder = join(outDir, 'state');
  const ledgers = (await listFiles(folder)).filter((path) => /^(deliveries|ledger)[^/]*(\/.*)?\.jsonl$/.test(path));
  const texts = await Promise.all(ledgers.map((path) => readText(join(folder, path))));
  const lines = texts.flatMap((text) => (text ?? '').split('\n'));
  return new Set(
    lines.flatMap((line) => /"edition":"([^"]+)".*"status":"(?:sent|sending|ambiguous)"/.exec(line)?.[1] ?? []),
  );
}
