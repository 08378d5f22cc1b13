import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { hashOf } from '../lib/hash.ts';
import { formatProblem, type Problem } from '../lib/problem.ts';
import type { ExtractManifest, Report, SourceAsOf } from '../types.ts';
import type { EditionWork } from './editionWork.ts';

/** What a report's numbers come from. */
interface Catalogue {
  sourcesOf(report: Report): readonly string[];
  /** Models and source tables ("source.table"). */
  originsOf(report: Report): readonly string[];
  modelsOf(report: Report): readonly string[];
}

export interface ChangedEdition {
  readonly edition: EditionWork;
  readonly asOf: readonly SourceAsOf[];
  readonly models: readonly string[];
  /** Hash of everything that its snapshot depends on. */
  readonly key: string;
}

/** What a brand's editions rest on. */
export interface EditionGrounds {
  readonly works: readonly EditionWork[];
  readonly extracts: readonly ExtractManifest[];
  /** Sources that could not be pulled, with the reason. */
  readonly unpulled: ReadonlyMap<string, string>;
  readonly catalogue: Catalogue;
  /** Why models and source tables are not in the warehouse, by their names. */
  readonly failures: ReadonlyMap<string, readonly Problem[]>;
}

/**
 * Fails the editions that rest on sources without any data or on models that could not be made, and tells of those
 * whose data are of an earlier run.
 */
export function groundEditions({ works, extracts, unpulled, catalogue, failures }: EditionGrounds): void {
  for (const edition of works) {
    if (!edition.isReady) continue;
    edition.restOn({ needed: catalogue.sourcesOf(edition.report), extracts, unpulled });
    const missing = missingAmong(catalogue.originsOf(edition.report), failures);
    if (edition.isReady && missing.length > 0) edition.fail(missing);
  }
}

/** Why some of these models and source tables are not there, each reason once. */
export function missingAmong(origins: readonly string[], failures: EditionGrounds['failures']): readonly string[] {
  return [...new Set(origins.flatMap((name) => failures.get(name) ?? []).map(formatProblem))];
}

/**
 * The editions whose snapshot is not there or was made from something else. Not how old the data is by now counts: an
 * edition says how fresh it was when it came out.
 */
export async function changedEditions({
  works,
  index,
  freshness,
  catalogue,
  contentKey,
}: Pick<EditionGrounds, 'works'> & {
  readonly catalogue: Pick<Catalogue, 'sourcesOf' | 'modelsOf'>;
  readonly index: ArtifactIndex;
  /** Hash of the data and of what metrics, queries and checks make of them. */
  readonly contentKey: string;
  readonly freshness: readonly SourceAsOf[];
}): Promise<readonly ChangedEdition[]> {
  const originOf = (report: Report) => {
    const [sources, models] = [catalogue.sourcesOf(report), catalogue.modelsOf(report)];
    return { sources, models, reportKey: hashOf([contentKey, report]) };
  };
  // A burst has one report and many editions.
  const reports = new Set(works.map(({ report }) => report));
  const origins = new Map([...reports].map((report) => [report, originOf(report)]));
  const changed: ChangedEdition[] = [];
  for (const edition of works) {
    if (!edition.isReady) continue;
    const { sources, models, reportKey } = origins.get(edition.report) ?? originOf(edition.report);
    const key = hashOf([reportKey, edition.key, edition.audience?.title ?? null]);
    if ((await index.fresh(edition.paths.snapshot, key)) !== undefined) continue;
    changed.push({ edition, asOf: freshness.filter(({ source }) => sources.includes(source)), models, key });
  }
  return changed;
}
