import type { Brand, Claim, MetricNote, Model, Project, Report } from '../types.ts';
import { martsOf, metricNotes } from './metricNotes.ts';
import { metricsIn, queriesIn } from './reportNames.ts';

/** What a brand's metrics are and where its numbers come from. */
export interface BrandCatalogue {
  /** The brand's sources that a report's metrics and queries come from. */
  sourcesOf(report: Report): readonly string[];
  /** The models that they come from, however far back. */
  modelsOf(report: Report): readonly string[];
  /** The metrics that a report shows, explained. */
  notesOf(report: Report): readonly MetricNote[];
  /** Every metric whose data the brand has, explained. */
  readonly all: readonly MetricNote[];
  /** The models that its warehouse holds: those that its sources feed, and those that its reports and their checks read. */
  readonly models: readonly Model[];
}

/** The models that a report query or a check reads. */
export type ModelsIn = (kind: 'query' | 'check', name: string) => readonly string[];

export function brandCatalogue(request: {
  readonly brand: Brand;
  readonly project: Pick<Project, 'metrics' | 'sources' | 'models' | 'reports' | 'checks'>;
  /** The models and sources that models come from, however far back, themselves included. */
  readonly lineageOf: (models: readonly string[]) => {
    readonly models: readonly string[];
    readonly sources: readonly string[];
  };
  readonly modelsIn: ModelsIn;
}): BrandCatalogue {
  const { brand, project, lineageOf, modelsIn } = request;
  const { metrics, sources, models, checks } = project;
  const served = [brand, ...(brand.spans ?? [])].map(({ name }) => name);
  const own = sources.filter(({ brands }) => brands.some((name) => served.includes(name))).map(({ name }) => name);
  const sourcesOfModels = (models: readonly string[]): readonly string[] =>
    lineageOf(models).sources.filter((source) => own.includes(source));
  const notes = (names: readonly string[]): readonly MetricNote[] =>
    metricNotes({ names, metrics, locale: brand.locale, sourcesOf: sourcesOfModels });
  const readBy = (report: Report): readonly string[] => [
    ...metricsIn(report).flatMap((metric) => martsOf(metric, metrics)),
    ...queriesIn(report).flatMap((query) => modelsIn('query', query)),
  ];
  const neededModels = (): readonly Model[] => {
    const reports = project.reports.filter(({ brands }) => brands.includes(brand.name));
    const fed = models.map(({ name }) => name).filter((name) => sourcesOfModels([name]).length > 0);
    const read = new Set(lineageOf([...fed, ...reports.flatMap(readBy)]).models);
    const isJudged = ({ name, mart }: Claim): boolean =>
      mart === undefined ? reports.some((report) => report.checks.includes(name)) : read.has(mart);
    const judging = checks.filter(isJudged).flatMap(({ name }) => modelsIn('check', name));
    const needed = new Set(lineageOf([...read, ...judging]).models);
    return models.filter(({ name }) => needed.has(name));
  };
  return {
    get models() {
      return neededModels();
    },
    sourcesOf: (report) => sourcesOfModels(readBy(report)),
    modelsOf: (report) => lineageOf(readBy(report)).models,
    notesOf: (report) => notes(metricsIn(report)),
    // A ratio of two marts of which the brand has one would be nothing but NULL.
    all: notes(metrics.map(({ name }) => name)).filter(
      ({ marts }) => marts.length > 0 && marts.every((mart) => sourcesOfModels([mart]).length > 0),
    ),
  };
}
