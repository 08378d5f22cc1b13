import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { hashOf } from '../lib/hash.ts';
import { formatProblem, type Problem } from '../lib/problem.ts';
import type { IsoDay, Period, Report, SourceAsOf, Unpulled } from '../types.ts';
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

/** The data that a brand's editions rest on, and what is missing of it. */
export interface EditionInputs {
  readonly works: readonly EditionWork[];
  /** Why some of these source tables cannot be rested on; among them may be models. */
  readonly absentOf: (tables: readonly string[]) => readonly string[];
  /** Sources that could not be pulled, or not all of them, with the reason. */
  readonly unpulled: ReadonlyMap<string, Unpulled>;
  readonly catalogue: Catalogue;
  /** Why models and source tables are not in the warehouse, by their names. */
  readonly failures: ReadonlyMap<string, readonly Problem[]>;
}

/**
 * Holds the editions that rest on tables that never came, fails those that rest on models that could not be made, and
 * tells of those whose data are of an earlier run.
 */
export function holdWithoutData({ works, absentOf, unpulled, catalogue, failures }: EditionInputs): void {
  for (const edition of works) {
    if (!edition.isReady) continue;
    const origins = catalogue.originsOf(edition.report);
    const sources = catalogue.sourcesOf(edition.report);
    const absent = absentOf(origins);
    const tables = origins.filter((name) => name.includes('.') && sources.includes(name.split('.')[0] ?? ''));
    if (absent.length > 0) edition.hold(absent);
    else edition.restOn({ needed: tables, unpulled });
    const missing = missingAmong(origins, failures);
    if (edition.isReady && missing.length > 0) edition.fail(missing);
  }
}

/** Why some of these models and source tables are not there, each reason once. */
export function missingAmong(origins: readonly string[], failures: EditionInputs['failures']): readonly string[] {
  return [...new Set(origins.flatMap((name) => failures.get(name) ?? []).map(formatProblem))];
}

/**
 * The editions whose snapshot is not there or was made from something else. Not how old the data is by now counts (an
 * edition says how fresh it was when it came out), but whether that was too old, and which days the pulls cover.
 */
export async function changedEditions({
  works,
  index,
  freshnessAt,
  pulledUntil,
  catalogue,
  basisOf,
}: Pick<EditionInputs, 'works'> & {
  readonly catalogue: Catalogue;
  readonly index: ArtifactIndex;
  /** Hash of the data that a report shows, and of what its metrics, queries and checks make of them. */
  readonly basisOf: (report: Report) => string;
  /** What the sources of these tables are as of, against the end of a period. */
  readonly freshnessAt: (period: Period, tables: readonly string[]) => readonly SourceAsOf[];
  /** The first day of a model's rows that the last pulls can not have brought whole. */
  readonly pulledUntil: (model: string) => IsoDay | undefined;
}): Promise<readonly ChangedEdition[]> {
  const originOf = (report: Report) => {
    const [sources, models] = [catalogue.sourcesOf(report), catalogue.modelsOf(report)];
    return { sources, tables: catalogue.originsOf(report), models, basis: basisOf(report) };
  };
  // A burst has one report and many editions.
  const reports = new Set(works.map(({ report }) => report));
  const origins = new Map([...reports].map((report) => [report, originOf(report)]));
  const changed: ChangedEdition[] = [];
  for (const edition of works) {
    if (!edition.isReady) continue;
    const { sources, tables, models, basis } = origins.get(edition.report) ?? originOf(edition.report);
    const asOf = freshnessAt(edition.key.period, tables).filter(({ source }) => sources.includes(source));
    const key = hashOf([basis, edition.key, edition.audience?.title ?? null, coverOf(asOf, models, pulledUntil)]);
    if ((await index.fresh(edition.paths.snapshot, key)) !== undefined) continue;
    changed.push({ edition, asOf, models, key });
  }
  return changed;
}

/** What of the pulls counts beside the rows that they brought. */
export function coverOf(
  asOf: readonly SourceAsOf[],
  models: readonly string[],
  pulledUntil: (model: string) => IsoDay | undefined,
): unknown {
  return [asOf.map(({ at: _, ...state }) => state), models.map((model) => pulledUntil(model) ?? null)];
}
