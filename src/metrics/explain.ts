import { closedPeriods } from '../lib/period.ts';
import { didYouMean, ProblemsError } from '../lib/problem.ts';
import type { Brand, Metric, MetricAlert, MetricTarget, Model, Report } from '../types.ts';
import { byName, stepsOf } from './metricInputs.ts';
import { metricNotes } from './metricNotes.ts';
import { metricsOfBrand } from './metricsOfBrand.ts';
import { planQueries } from './planQueries.ts';
import { metricsIn } from './reportNames.ts';

/**
 * Where a metric comes from, as text: its definition, the metrics under it, the SQL of one week, its tables and
 * sources. Throws ProblemsError where there is no such metric.
 */
export function explain(request: {
  readonly name: string;
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly reports: readonly Report[];
  readonly brand: Pick<Brand, 'locale' | 'weekStart' | 'targets' | 'alerts'>;
  readonly today: string;
  /** The models and source tables that a mart comes from. */
  readonly lineageOf: (marts: readonly string[]) => {
    readonly models: readonly string[];
    readonly sourceTables: readonly string[];
    readonly sources: readonly string[];
  };
}): string {
  const { name, metrics, models, reports, brand, today, lineageOf } = request;
  const metric = metricsOfBrand(metrics, brand).find((candidate) => candidate.name === name);
  if (metric === undefined) {
    const hint = didYouMean(
      name,
      metrics.map((candidate) => candidate.name),
    );
    throw new ProblemsError([{ file: 'explain', message: `There is no metric named "${name}".`, hint }]);
  }
  const { locale, weekStart } = brand;
  const [note] = metricNotes({ names: [name], metrics, locale, sourcesOf: (marts) => lineageOf(marts).sources });
  const periods = closedPeriods({ grain: 'week', endsBy: today, count: 1, weekStart });
  const [query] = planQueries({
    wants: [{ id: name, grain: 'week', by: [], metrics: [name], periods }],
    metrics,
    models,
    weekStart,
  });
  const under = stepsOf([name], byName(metrics))
    .flat()
    .map((other) => other.name)
    .filter((other) => other !== name);
  const shownIn = reports.filter((report) => metricsIn(report).includes(name)).map((report) => report.name);
  const lineage = lineageOf(note?.marts ?? []);
  const { file, line } = metric.place;
  return [
    `${note?.label} (${name})`,
    `  ${note?.description}`,
    `  defined in    ${file}${line === undefined ? '' : `:${line}`}`,
    `  formula       ${note?.formula}`,
    `  unit          ${note?.format}${metric.better === 'neither' ? '' : `, ${BETTER[metric.better]}`}`,
    `  owner         ${metric.team}`,
    ...told('split by', metric.dimensions.join(', ')),
    ...told('target', limitsOf(metric.targets)),
    ...told('alert', limitsOf(metric.alerts)),
    ...told('shown in', shownIn.join(', ')),
    ...(under.length === 0 ? [] : [`  computed from ${under.join(', ')}`]),
    `  marts         ${note?.marts.join(', ')}`,
    `  models        ${lineage.models.join(', ')}`,
    `  source tables ${lineage.sourceTables.join(', ')}`,
    '',
    'The SQL of the last closed week:',
    '',
    query?.sql ?? '',
  ].join('\n');
}

const BETTER = { up: 'higher is better', down: 'lower is better' } as const;

function told(what: string, text: string): readonly string[] {
  return text === '' ? [] : [`  ${what.padEnd(13)} ${text}`];
}

/** As the file has them: "at_least 0.85, grain week; at_least 0.8, grain month". */
function limitsOf(limits: readonly (MetricTarget | MetricAlert)[] = []): string {
  return limits
    .map((limit) =>
      Object.entries(limit)
        .map(([key, value]) => `${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} ${String(value)}`)
        .sort()
        .join(', '),
    )
    .join('; ');
}
