import { addDays, closedPeriods, type Period } from '../lib/period.ts';
import { didYouMean, ProblemsError } from '../lib/problem.ts';
import { tell } from '../lib/tell.ts';
import type { Brand, Metric, MetricAlert, MetricTarget, Model, Report, Words } from '../types.ts';
import { byName, stepsOf } from './metricInputs.ts';
import { metricNotes } from './metricNotes.ts';
import { metricsOfBrand } from './metricsOfBrand.ts';
import { planStatements } from './planStatements.ts';
import { metricsIn } from './reportNames.ts';

/** Where a metric comes from, for one brand: what is said of it, and the SQL of the brand's last closed week. */
export interface Explanation {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly definedIn: string;
  readonly formula: string;
  readonly unit: string;
  readonly better: Metric['better'];
  readonly owner: string;
  readonly dimensions: readonly string[];
  readonly targets: readonly MetricTarget[];
  readonly alerts: readonly MetricAlert[];
  /** Reports. */
  readonly shownIn: readonly string[];
  /** Metrics. */
  readonly computedFrom: readonly string[];
  readonly marts: readonly string[];
  readonly models: readonly string[];
  readonly sourceTables: readonly string[];
  readonly brand: string | null;
  readonly timeZone: string;
  readonly week: Pick<Period, 'start' | 'end'>;
  /** The brand's file, in which the SQL gives the brand's own value. */
  readonly warehouse: string | null;
  readonly sql: string;
}

interface Request {
  readonly name: string;
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly reports: readonly Report[];
  /** Undefined where the project has none that has data of its own. */
  readonly brand: Brand | undefined;
  readonly words: Words;
  /** The brand's day. */
  readonly today: string;
  readonly warehouse: string | null;
  /** The models and source tables that a mart comes from. */
  readonly lineageOf: (marts: readonly string[]) => {
    readonly models: readonly string[];
    readonly sourceTables: readonly string[];
    readonly sources: readonly string[];
  };
}

/** Throws ProblemsError where there is no such metric. */
export function explain(request: Request): Explanation {
  const { name, models, reports, brand, today, warehouse, lineageOf } = request;
  const metrics = brand === undefined ? request.metrics : metricsOfBrand(request.metrics, brand);
  const metric = metrics.find((candidate) => candidate.name === name);
  if (metric === undefined) {
    const names = metrics.map((candidate) => candidate.name);
    const message = `There is no metric named "${name}".`;
    throw new ProblemsError([{ file: 'explain', message, hint: didYouMean(name, names) }]);
  }
  const { locale, weekStart, timeZone } = brand ?? { locale: 'en', weekStart: 'monday' as const, timeZone: 'UTC' };
  const [note] = metricNotes({ names: [name], metrics, locale, sourcesOf: (marts) => lineageOf(marts).sources });
  if (note === undefined) throw new Error(`${name} has no note.`);
  const periods = closedPeriods({ grain: 'week', endsBy: today, count: 1, weekStart });
  const [query] = planStatements({
    queries: [{ id: name, grain: 'week', by: [], metrics: [name], periods }],
    metrics,
    models,
    weekStart,
  });
  const { file, line } = metric.place;
  const under = stepsOf([name], byName(metrics)).flat();
  const { sources: _, ...lineage } = lineageOf(note.marts);
  const { targets = [], alerts = [] } = metric;
  return {
    ...{
      name,
      label: note.label,
      description: note.description,
      formula: tell(request.words, note.formula),
      unit: note.format,
    },
    definedIn: `${file}${line === undefined ? '' : `:${line}`}`,
    ...{ better: metric.better, owner: metric.team, dimensions: metric.dimensions, targets, alerts },
    shownIn: reports.filter((report) => metricsIn(report).includes(name)).map((report) => report.name),
    computedFrom: under.map((other) => other.name).filter((other) => other !== name),
    ...{ marts: note.marts, ...lineage, brand: brand?.name ?? null, timeZone, warehouse },
    week: { start: periods[0]?.start ?? '', end: periods[0]?.end ?? '' },
    sql: query?.sql ?? '',
  };
}

/** An explanation as text. */
export function explanationText(of: Explanation): string {
  return [
    `${of.label} (${of.name})`,
    `  ${of.description}`,
    `  defined in    ${of.definedIn}`,
    `  formula       ${of.formula}`,
    `  unit          ${of.unit}${of.better === 'neither' ? '' : `, ${BETTER[of.better]}`}`,
    `  owner         ${of.owner}`,
    ...told('split by', of.dimensions.join(', ')),
    ...told('target', limitsOf(of.targets)),
    ...told('alert', limitsOf(of.alerts)),
    ...told('shown in', of.shownIn.join(', ')),
    ...told('computed from', of.computedFrom.join(', ')),
    `  marts         ${of.marts.join(', ')}`,
    `  models        ${of.models.join(', ')}`,
    `  source tables ${of.sourceTables.join(', ')}`,
    ...told('brand', of.brand === null ? '' : `${of.brand}, ${of.timeZone}`),
    ...told('its file', of.warehouse ?? ''),
    '',
    `The SQL of the last closed week, ${of.week.start} to ${addDays(of.week.end, -1)}:`,
    '',
    of.sql,
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
