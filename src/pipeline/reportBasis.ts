import { hashOf } from '../lib/hash.ts';
import { plainSql } from '../lib/sqlTokens.ts';
import type { BrandCatalogue } from '../metrics/brandCatalogue.ts';
import { byName, metricNamed, stepsOf } from '../metrics/metricInputs.ts';
import { metricsIn, queriesIn } from '../metrics/reportNames.ts';
import type { Brand, DataTest, Metric, Model, Project, Report } from '../types.ts';

export interface BasisRequest {
  readonly brand: Brand;
  readonly project: Pick<Project, 'queries' | 'checks'>;
  /** Those whose words for dimensions its blocks take. */
  readonly models: readonly Model[];
  /** With the brand's own targets and alerts. */
  readonly metrics: readonly Metric[];
  readonly catalogue: Pick<BrandCatalogue, 'originsOf' | 'originsOfCheck' | 'modelsOf' | 'sourcesOf'>;
  /** A hash of what each model and source table is made from, by name. */
  readonly keys: ReadonlyMap<string, string>;
}

/**
 * Hashes of all that the snapshots of a report rest on, but for the edition and the age of its data: the rows that its
 * metrics, queries and checks read, how these are defined, and what dimensions are called. Neither what other reports
 * show counts, nor where something stands in a file, nor a comment.
 */
export function reportBasis(request: BasisRequest): (report: Report) => string {
  const { brand, project, models, metrics, catalogue, keys } = request;
  const { locale, timeZone, weekStart, currency, title, labels = {} } = brand;
  const known = new Map<Report, string>();
  const keysOf = (names: readonly string[]) => names.map((name) => [name, keys.get(name) ?? null]);
  const basisOf = (report: Report): string => {
    const queries = project.queries.filter(({ name }) => queriesIn(report).includes(name));
    const read = catalogue.modelsOf(report);
    const checks = project.checks.filter(
      ({ name, model }) => report.checks.includes(name) || (model !== undefined && read.includes(model)),
    );
    const covering = models
      .filter(({ name }) => read.includes(name))
      .flatMap(({ coveredBy = [], continuedBy = [] }) => [...coveredBy, ...continuedBy]);
    const covers = covering.map(({ mart }) => mart);
    return hashOf([
      [locale, timeZone, weekStart, currency, title, labels],
      reportContent(report),
      catalogue.sourcesOf(report),
      keysOf([...catalogue.originsOf(report), ...covers]),
      metricBasis(metricsIn(report), metrics),
      queries.map(({ name, sql }) => [name, plainSql(sql)]),
      checks.map((check) => [checkBasis(check), keysOf(catalogue.originsOfCheck(check.name))]),
      models.filter(({ name }) => read.includes(name) || covers.includes(name)).map(periodsOf),
      dimensionWords(report, models),
    ]);
  };
  return (report) => {
    const basis = known.get(report) ?? basisOf(report);
    known.set(report, basis);
    return basis;
  };
}

/** A report without the lines that its parts stand on. */
export function reportContent({ place: _, bodyLine: _line, data, charts, burst, ...report }: Report): unknown {
  return [
    report,
    data.map(({ place: _data, ...request }) => request),
    charts.map(({ name, spec }) => [name, spec]),
    burst === undefined ? null : [burst.query, burst.by],
  ];
}

/** The metrics that are shown and those under them, and since when their marts are counted. */
function metricBasis(shown: readonly string[], metrics: readonly Metric[]): unknown {
  const known = byName(metrics);
  const needed = new Set<string>();
  const need = (name: string): void => {
    for (const { name: under, rule } of stepsOf([name], known).flat()) {
      needed.add(under);
      if (rule.kind === 'rolling' || rule.kind === 'to_date') need(rule.of);
    }
  };
  for (const name of shown) need(name);
  const all = [...needed].sort().map((name) => metricNamed(name, known));
  const marts = new Set(all.flatMap(({ rule }) => ('mart' in rule ? [rule.mart] : [])));
  const times = metrics.flatMap(({ rule }) =>
    'mart' in rule && marts.has(rule.mart) ? [`${rule.mart}.${rule.kind === 'level' ? rule.from : rule.time}`] : [],
  );
  return [
    all.map(({ place: _, description, rule, ...metric }) => [
      metric,
      shown.includes(metric.name) ? description : null,
      ruleBasis(rule),
    ]),
    [...new Set(times)].sort(),
  ];
}

function ruleBasis(rule: Metric['rule']): unknown {
  if (rule.kind === 'derived') return { ...rule, expression: plainSql(rule.expression) };
  if (!('sql' in rule)) return rule;
  return { ...rule, sql: plainSql(rule.sql), ...(rule.where === undefined ? {} : { where: plainSql(rule.where) }) };
}

function checkBasis({ name, model, sql, severity, description }: DataTest): unknown {
  return { name, model, sql: plainSql(sql), severity, description };
}

/** What of a model tells which of its periods are whole. */
function periodsOf({ name, grainColumn, expects, coveredBy, continuedBy, looksBack }: Model): unknown {
  return { name, grainColumn, expects, coveredBy, continuedBy, looksBack };
}

/** What models call the dimensions that a report is split by; of one with queries, whatever a column may be called. */
function dimensionWords({ data, burst }: Report, models: readonly Model[]): unknown {
  const split = data.flatMap((request) => (request.kind === 'metrics' ? request.by : []));
  const by = data.some(({ kind }) => kind === 'query') ? null : new Set([...split, ...(burst ? [burst.by] : [])]);
  const those = <T>(words: Readonly<Record<string, T>> = {}): readonly (readonly [string, T])[] =>
    Object.entries(words).filter(([name]) => by?.has(name) ?? true);
  return models
    .map(({ name, labels, valueNames }) => [name, those(labels), those(valueNames)] as const)
    .filter(([, called, values]) => called.length + values.length > 0);
}
