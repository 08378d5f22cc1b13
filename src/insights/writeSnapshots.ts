import { join } from 'node:path';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { writeFileAtomic } from '../lib/files.ts';
import { sha256 } from '../lib/hash.ts';
import { reasonsOf } from '../lib/problem.ts';
import type {
  Alert,
  Block,
  Brand,
  EditionInWork,
  EditionKey,
  Message,
  Metric,
  MetricNote,
  Report,
  SourceAsOf,
  StoredSnapshot,
  Verdict,
} from '../types.ts';
import { absentData } from './absentData.ts';
import { snapshotOf } from './snapshotOf.ts';

/** An edition that may come out, and what it rests on. */
export interface PassedEdition {
  readonly edition: EditionInWork;
  readonly asOf: readonly SourceAsOf[];
  /** The verdicts of its report's checks. */
  readonly verdicts: readonly Verdict[];
  /** What else a reader must know. */
  readonly cautions?: readonly Message[];
  /** Hash of everything that its snapshot depends on. */
  readonly key: string;
}

/** The alerts that an edition's data raise. */
export type AlertsIn = (edition: EditionKey, data: Readonly<Record<string, Block>>) => readonly Alert<Message>[];

export interface Measured {
  readonly passed: readonly PassedEdition[];
  /** Each one's blocks with its id, or why it has none. */
  readonly data: AsyncIterable<MeasuredData> | Iterable<MeasuredData>;
}

type MeasuredData = readonly [string, Readonly<Record<string, Block>> | Error];

/** Writes the snapshots of measured editions; an edition that could not be measured, or not be put into words, fails alone. */
export async function writeSnapshots(
  request: Measured & {
    readonly outDir: string;
    readonly index: ArtifactIndex;
    readonly brand: Brand;
    readonly metrics: readonly Metric[];
    /** The metrics that a report shows, explained. */
    readonly notesOf: (report: Report) => readonly MetricNote[];
    readonly alertsIn: AlertsIn;
    /** An edition that is published already: its snapshot with what differs from that; undefined where it stays as it is. */
    readonly revise: (edition: EditionInWork, snapshot: StoredSnapshot) => Promise<StoredSnapshot | undefined>;
  },
): Promise<void> {
  const { index, passed, data, notesOf } = request;
  await index.forget(passed.map(({ edition }) => edition.paths.snapshot));
  const notes = new Map(
    [...new Set(passed.map(({ edition }) => edition.report))].map((report) => [report, notesOf(report)]),
  );
  const byId = new Map(passed.map((one) => [one.edition.key.id, one]));
  for await (const [id, blocks] of data) {
    const one = byId.get(id);
    if (one === undefined) throw new Error(`"${id}" was measured, and is to have no snapshot.`);
    try {
      if (blocks instanceof Error) throw blocks;
      await writeSnapshot(one, blocks, { ...request, notes: notes.get(one.edition.report) ?? [] });
    } catch (error) {
      one.edition.fail(reasonsOf(error));
    }
  }
}

async function writeSnapshot(
  { edition, asOf, verdicts, cautions, key }: PassedEdition,
  data: Readonly<Record<string, Block>>,
  request: Parameters<typeof writeSnapshots>[0] & { readonly notes: readonly MetricNote[] },
): Promise<void> {
  const { outDir, index, brand, metrics, notes, alertsIn, revise } = request;
  const { report, paths, audience } = edition;
  const parts = {
    edition: edition.key,
    report,
    audience,
    brand,
    metrics,
    data,
    asOf,
    cautions,
    verdicts: audience === undefined ? verdicts : verdicts.map(withoutSample),
  };
  const absent = absentData(edition.key, data, brand.words);
  if (absent !== undefined) return edition.hold([absent]);
  const alerts = alertsIn(edition.key, data);
  // In the report's own order: what stands first is what matters most.
  const snapshot = await revise(edition, snapshotOf({ ...parts, notes, alerts }));
  if (snapshot === undefined) return;
  const text = JSON.stringify(snapshot);
  await writeFileAtomic(join(outDir, paths.snapshot), text);
  index.set(paths.snapshot, { key, sha256: sha256(text) });
  edition.isRemade = true;
}

/** Rows that break a data test may be any audience's. */
function withoutSample(verdict: Verdict): Verdict {
  return { ...verdict, sample: null };
}
