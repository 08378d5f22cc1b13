import { join } from 'node:path';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { readJson, writeFileAtomic } from '../lib/files.ts';
import { hashOf } from '../lib/hash.ts';
import { tell } from '../lib/tell.ts';
import type { Alert, Brand, Effects, Manifest, Message, Snapshot, StoredSnapshot, Unpulled } from '../types.ts';
import type { EditionWork } from './editionWork.ts';
import { manifestWords } from './manifestWords.ts';

/**
 * Writes `manifest.json` and says in the log what it says. Checks and alerts of an edition that was not made anew are
 * told all the same: they are in its snapshot.
 */
export async function writeManifest(run: {
  readonly outDir: string;
  readonly brands: readonly {
    readonly brand: Brand;
    readonly works: readonly EditionWork[];
    readonly index: ArtifactIndex;
  }[];
  readonly publishes: boolean;
  readonly stages: Manifest['stages'];
  readonly deliveries: Manifest['deliveries'];
  readonly mailProblems: readonly string[];
  /** Verdicts of checks that held an edition back, so that no snapshot has them. */
  readonly verdicts: Manifest['checks'];
  /** Why a source could not be pulled, by its name. */
  readonly unpulled: ReadonlyMap<string, Unpulled>;
  /** Published editions that cannot be shown any more. */
  readonly lost: NonNullable<Manifest['lost']>;
  /** What went wrong beside the editions. */
  readonly troubles: NonNullable<Manifest['troubles']>;
  /** What is to be done when the run is over, and all of it is on the disk. */
  readonly end: () => Promise<void>;
  readonly effects: Effects;
}): Promise<Manifest> {
  const { outDir, brands, publishes, stages, deliveries, effects } = run;
  const editions = brands.flatMap(({ works, index }) => works.flatMap((work) => work.manifest(index, publishes) ?? []));
  const paths = editions.flatMap(({ snapshot }) => snapshot ?? []);
  const read = await Promise.all(paths.map((path) => readJson<StoredSnapshot | Snapshot>(join(outDir, path))));
  const snapshots = read.filter((snapshot) => snapshot !== undefined);
  const told = snapshots.flatMap(({ edition, verdicts }) =>
    verdicts.map((verdict) => ({ ...verdict, brand: edition.brand })),
  );
  const checks = new Map([...told, ...run.verdicts].map((verdict) => [`${verdict.brand} ${verdict.check}`, verdict]));
  const inWords = (alert: Alert<Message | string>): Alert => {
    const words = brands.find(({ brand }) => brand.name === alert.brand)?.brand.words;
    if (words === undefined) throw new Error(`${alert.brand} is not of this run.`);
    return { ...alert, reason: tell(words, alert.reason) };
  };
  const commit = effects.env('GITHUB_SHA') ?? null;
  const { now } = effects;
  const manifest: Manifest = {
    run: hashOf([now, commit, editions.map(({ id }) => id)]).slice(0, 12),
    ...{ now, commit, editions, stages },
    checks: [...checks].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, verdict]) => verdict),
    alerts: snapshots.flatMap(({ alerts }) => alerts.map(inWords)),
    ...unpulledIn(run.unpulled),
    ...(run.troubles.length === 0 ? {} : { troubles: run.troubles }),
    ...setAsideIn(snapshots),
    ...(run.lost.length === 0 ? {} : { lost: run.lost }),
    deliveries,
    ...(run.mailProblems.length === 0 ? {} : { mailProblems: run.mailProblems }),
  };
  await writeFileAtomic(join(outDir, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await run.end();
  for (const line of manifestWords(manifest)) effects.log.info(line);
  return manifest;
}

function unpulledIn(unpulled: ReadonlyMap<string, Unpulled>): Pick<Manifest, 'unpulled'> {
  const sorted = [...unpulled].sort(([a], [b]) => (a < b ? -1 : 1)).map(([source, { reason }]) => ({ source, reason }));
  return sorted.length === 0 ? {} : { unpulled: sorted };
}

/** Each brand and source once: the editions of a brand share its extracts. */
function setAsideIn(snapshots: readonly Pick<Snapshot, 'edition' | 'asOf'>[]): Pick<Manifest, 'setAside'> {
  const found = snapshots.flatMap(({ edition: { brand }, asOf }) =>
    asOf.flatMap(({ source, setAside }) =>
      setAside === undefined ? [] : [[`${brand} ${source}`, { brand, source, ...setAside }] as const],
    ),
  );
  const sorted = [...new Map(found)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  return sorted.length === 0 ? {} : { setAside: sorted };
}
