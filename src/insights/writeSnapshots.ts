import { join } from 'node:path';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { writeFileAtomic } from '../lib/files.ts';
import { sha256 } from '../lib/hash.ts';
import type {
  Alert,
  Block,
  Brand,
  EditionInWork,
  EditionKey,
  Metric,
  MetricNote,
  Report,
  SourceAsOf,
  Verdict,
} from '../types.ts';
import { snapshotOf } from './snapshotOf.ts';

/** An edition that may come out, and what it rests on. */
export interface PassedEdition {
  readonly edition: EditionInWork;
  readonly asOf: readonly SourceAsOf[];
  /** The verdicts of its report's checks. */
  readonly verdicts: readonly Verdict[];
  /** Hash of everything that its snapshot depends on. */
  readonly key: string;
}

/** The alerts that an edition's data raise. */
export type AlertsIn = (edition: EditionKey, data: Readonly<Record<string, Block>>) => readonly Alert[];

/** Writes the snapshots of measured editions; `data` holds each one's blocks by its id. */
export async function writeSnapshots(request: {
  readonly outDir: string;
  readonly index: ArtifactIndex;
  readonly brand: Brand;
  readonly metrics: readonly Metric[];
  readonly passed: readonly PassedEdition[];
  readonly data: ReadonlyMap<string, Readonly<Record<string, Block>>>;
  /** The metrics that a report shows, explained. */
  readonly notesOf: (report: Report) => readonly MetricNote[];
  readonly alertsIn: AlertsIn;
}): Promise<void> {
  const { outDir, index, brand, metrics, passed, data, notesOf, alertsIn } = request;
  await index.forget(passed.map(({ edition }) => edition.paths.snapshot));
  for (const { edition, asOf, verdicts, key } of passed) {
    const { report, paths } = edition;
    const blocks = data.get(edition.key.id) ?? {};
    const parts = { edition: edition.key, report, brand, metrics, data: blocks, asOf, verdicts };
    const alerts = alertsIn(edition.key, blocks);
    // In the report's own order: what stands first is what matters most.
    const text = JSON.stringify(snapshotOf({ ...parts, notes: notesOf(report), alerts }));
    await writeFileAtomic(join(outDir, paths.snapshot), text);
    index.set(paths.snapshot, { key, sha256: sha256(text) });
    edition.isRemade = true;
  }
}
