import type { Brand, MetricNote, Project, Report } from '../types.ts';
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
}

export function brandCatalogue(request: {
  readonly brand: Brand;
  readonly project: Pick<Project, 'metrics' | 'sources'>;
  /** The models and sources that models come from, however far back, themselves included. */
  readonly lineageOf: (models: readonly string[]) => {
    readonly models: readonly string[];
    readonly sources: readonly string[];
  };
  /** The models that a report query reads. */
  readonly modelsIn: (query: string) => readonly string[];
}): BrandCatalogue {
  const { brand, project, lineageOf, modelsIn } = request;
  const { metrics, sources } = project;
  const served = [brand, ...(brand.spans ?? [])].map(({ name }) => name);
  const own = sources.filter(({ brands }) => brands.some((name) => served.includes(name))).map(({ name }) => name);
  const sourcesOfModels = (models: readonly string[]): readonly string[] =>
    lineageOf(models).sources.filter((source) => own.includes(source));
  const notes = (names: readonly string[]): readonly MetricNote[] =>
    metricNotes({ names, metrics, locale: brand.locale, sourcesOf: sourcesOfModels });
  const readBy = (report: Report): readonly string[] => [
    ...metricsIn(report).flatMap((metric) => martsOf(metric, metrics)),
    ...queriesIn(report).flatMap(modelsIn),
  ];
  return {
    sourcesOf: (report) => sourcesOfModels(readBy(report)),
    modelsOf: (report) => lineageOf(readBy(report)).models,
    notesOf: (report) => notes(metricsIn(report)),
    // A ratio of two marts of which the brand has one would be nothing but NULL.
    all: notes(metrics.map(({ name }) => name)).filter(
      ({ marts }) => marts.length > 0 && marts.every((mart) => sourcesOfModels([mart]).length > 0),
    ),
  };
}
