import type { Brand, CatalogueNote, DataTest, Metric, MetricNote, Model, Project, Report } from '../types.ts';
import { catalogueNotes } from './catalogueNotes.ts';
import { modelsNamedIn } from './dimensionWords.ts';
import { byName, stepsOf } from './metricInputs.ts';
import { martsOf, metricNotes } from './metricNotes.ts';
import { metricsOfBrand } from './metricsOfBrand.ts';
import { metricsIn, queriesIn } from './reportNames.ts';

/** What a brand's metrics are and where its numbers come from. */
export interface BrandCatalogue {
  /** The brand's sources that a report's metrics and queries come from. */
  sourcesOf(report: Report): readonly string[];
  /** The brand's sources that a model's rows come from. */
  sourcesOfModel(model: string): readonly string[];
  /** The models that they come from, however far back. */
  modelsOf(report: Report): readonly string[];
  /** These models, and the source tables ("source.table") that they and its queries read. */
  originsOf(report: Report): readonly string[];
  /** The same of a check. */
  originsOfCheck(check: string): readonly string[];
  /** The same of a report query. */
  originsOfQuery(query: string): readonly string[];
  /** The metrics that a report shows, explained. */
  notesOf(report: Report): readonly MetricNote[];
  /** Every metric that the brand's sources can carry, explained; of those, where it is known which models have rows, the ones whose marts do. */
  all(filled?: ReadonlySet<string>): readonly CatalogueNote[];
  /** Whether the brand has the data of a metric. */
  carries(metric: string): boolean;
  /** The models that its warehouse holds: those that its sources feed, and those that its reports and their checks read. */
  readonly models: readonly Model[];
  /** Whether all that a check reads is among them. */
  canJudge(check: string): boolean;
  /** The models and source tables ("source.table") that are read themselves where these reports are made. */
  askedBy(reports: readonly Report[]): readonly string[];
  /** The marts of all metrics that the brand has the data of. */
  readonly marts: readonly string[];
}

/** What a report query or a check reads itself. */
export type ReadIn = (
  kind: 'query' | 'check',
  name: string,
) => { readonly models: readonly string[]; readonly sourceTables: readonly string[] };

export function brandCatalogue(request: {
  readonly brand: Brand;
  readonly project: Pick<Project, 'metrics' | 'sources' | 'models' | 'reports' | 'checks' | 'queries'>;
  /** The models and sources that models come from, however far back, themselves included. */
  readonly lineageOf: (models: readonly string[]) => {
    readonly models: readonly string[];
    /** "source.table". */
    readonly sourceTables: readonly string[];
    readonly sources: readonly string[];
  };
  readonly readIn: ReadIn;
}): BrandCatalogue {
  const { brand, project, lineageOf, readIn } = request;
  const { sources, models, checks } = project;
  const metrics = metricsOfBrand(project.metrics, brand);
  const served = [brand, ...(brand.spans ?? [])].map(({ name }) => name);
  const own = sources.filter(({ brands }) => brands.some((name) => served.includes(name))).map(({ name }) => name);
  const sourcesOfModels = (models: readonly string[]): readonly string[] =>
    lineageOf(models).sources.filter((source) => own.includes(source));
  const known = new Map<string, readonly string[]>();
  const sourcesOfModel = (model: string): readonly string[] => {
    const found = known.get(model) ?? sourcesOfModels([model]);
    known.set(model, found);
    return found;
  };
  // A ratio of two marts of which the brand has one would be nothing but NULL.
  const carries = (metric: string): boolean => {
    const marts = martsOf(metric, metrics);
    return marts.length > 0 && marts.every((mart) => sourcesOfModel(mart).length > 0);
  };
  const notes = (names: readonly string[]): readonly MetricNote[] =>
    metricNotes({ names, metrics, locale: brand.locale, sourcesOf: sourcesOfModels });
  const readBy = (report: Report): readonly string[] => [
    ...metricsIn(report).flatMap((metric) => martsOf(metric, metrics)),
    ...queriesIn(report).flatMap((query) => readIn('query', query).models),
  ];
  /** Those whose tables its queries read as they are. */
  const sourcesReadBy = (report: Report): readonly string[] =>
    queriesIn(report)
      .flatMap((query) => readIn('query', query).sourceTables)
      .map((table) => table.slice(0, table.indexOf('.')))
      .filter((source) => own.includes(source));
  const neededModels = (): readonly Model[] => {
    const reports = project.reports.filter(({ brands }) => brands.includes(brand.name));
    const fed = models.map(({ name }) => name).filter((name) => sourcesOfModel(name).length > 0);
    const { models: read } = lineageOf([...fed, ...reports.flatMap(readBy)]);
    const judging = judgedBy(reports, read, checks).flatMap(({ name }) => readIn('check', name).models);
    const needed = new Set(lineageOf([...read, ...judging]).models);
    return models.filter(({ name }) => needed.has(name));
  };
  return {
    get models() {
      return neededModels();
    },
    sourcesOf: (report) => [...new Set([...sourcesOfModels(readBy(report)), ...sourcesReadBy(report)])].sort(),
    sourcesOfModel,
    modelsOf: (report) => lineageOf(readBy(report)).models,
    ...readOrigins(request, readBy),
    notesOf: (report) => notes(metricsIn(report)),
    carries,
    canJudge: (check) => isWithin(readIn('check', check).models, neededModels()),
    askedBy: (reports) => askedBy(reports, request, readBy),
    get marts() {
      const carried = metrics.map(({ name }) => name).filter(carries);
      return [...new Set(carried.flatMap((name) => martsOf(name, metrics)))].sort();
    },
    all: (filled) => allNotes(request, { metrics, own, sourcesOfModel, carries, notes }, filled),
  };
}

interface OfBrand extends Pick<BrandCatalogue, 'sourcesOfModel' | 'carries'> {
  readonly metrics: readonly Metric[];
  /** Names of the brand's sources. */
  readonly own: readonly string[];
  readonly notes: (names: readonly string[]) => readonly MetricNote[];
}

/** The notes of `all`. */
function allNotes(
  { brand, project, lineageOf }: Parameters<typeof brandCatalogue>[0],
  { metrics, own, sourcesOfModel, carries, notes }: OfBrand,
  filled: ReadonlySet<string> | undefined,
): readonly CatalogueNote[] {
  // A brand that spans others has no metrics of its own but those that its reports show, and what these come from.
  const shown = project.reports.filter(({ brands }) => brands.includes(brand.name)).flatMap(metricsIn);
  const under = new Set(stepsOf(shown, byName(metrics)).flatMap((step) => step.map(({ name }) => name)));
  const within = (all: readonly string[]) => (brand.spans === undefined ? all : all.filter((name) => under.has(name)));
  // A mart may rest on a source of the brand's for the sake of a join alone, and have no row. What a report shows is
  // explained all the same: its page leads there.
  const hasRows = (metric: string) =>
    under.has(metric) || martsOf(metric, metrics).every((mart) => filled?.has(mart) ?? true);
  const names = within(metrics.map(({ name }) => name)).filter((name) => carries(name) && hasRows(name));
  const isOwn = (table: string) => own.includes(table.slice(0, table.indexOf('.')));
  const originsOf = (marts: readonly string[]) => {
    const behind = lineageOf(marts);
    return {
      models: behind.models.filter((model) => !marts.includes(model) && sourcesOfModel(model).length > 0),
      sourceTables: behind.sourceTables.filter(isOwn),
    };
  };
  return catalogueNotes({ notes: notes(names), metrics, models: project.models, brand, originsOf });
}

/** Everything that a report's or a check's SQL comes from, however far back. */
function readOrigins(
  { lineageOf, readIn }: Pick<Parameters<typeof brandCatalogue>[0], 'lineageOf' | 'readIn'>,
  readBy: (report: Report) => readonly string[],
): Pick<BrandCatalogue, 'originsOf' | 'originsOfCheck' | 'originsOfQuery'> {
  const under = (models: readonly string[], tables: readonly string[]): readonly string[] => {
    const lineage = lineageOf(models);
    return [...new Set([...lineage.models, ...lineage.sourceTables, ...tables])].sort();
  };
  const tablesOf = (query: string): readonly string[] => readIn('query', query).sourceTables;
  return {
    originsOf: (report) => under(readBy(report), queriesIn(report).flatMap(tablesOf)),
    originsOfCheck: (check) => under(readIn('check', check).models, readIn('check', check).sourceTables),
    originsOfQuery: (query) => under(readIn('query', query).models, tablesOf(query)),
  };
}

/** The checks that reports name, or whose model they rest on. */
function judgedBy(
  reports: readonly Report[],
  read: readonly string[],
  checks: readonly DataTest[],
): readonly DataTest[] {
  return checks.filter(
    ({ name, model }) =>
      reports.some((report) => report.checks.includes(name)) || (model !== undefined && read.includes(model)),
  );
}

/** Marts, what queries and checks read, and the marts whose days tell which periods of these are whole. */
function askedBy(
  reports: readonly Report[],
  { project, lineageOf, readIn }: Pick<Parameters<typeof brandCatalogue>[0], 'project' | 'lineageOf' | 'readIn'>,
  readBy: (report: Report) => readonly string[],
): readonly string[] {
  const { models, checks } = project;
  const queries = [...new Set(reports.flatMap(queriesIn))];
  const named = project.queries
    .filter(({ name }) => queries.includes(name))
    .flatMap(({ sql }) => modelsNamedIn(sql, models));
  const shown = new Set([...reports.flatMap(readBy), ...named]);
  const covering = models
    .filter(({ name }) => shown.has(name))
    .flatMap(({ coveredBy = [], continuedBy = [] }) => [...coveredBy, ...continuedBy].map(({ mart }) => mart));
  const judging = judgedBy(reports, lineageOf(reports.flatMap(readBy)).models, checks).map(({ name }) => name);
  const reading = [
    ...queries.map((name) => readIn('query', name).sourceTables),
    ...judging.flatMap((name) => [readIn('check', name).models, readIn('check', name).sourceTables]),
  ];
  return [...new Set([...shown, ...covering, ...reading.flat()])].sort();
}

function isWithin(names: readonly string[], models: readonly Model[]): boolean {
  const held = new Set(models.map(({ name }) => name));
  return names.every((name) => held.has(name));
}
