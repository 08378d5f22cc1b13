import type { IsoDay, Metric, Model, Report, ReportQuery } from '../types.ts';
import { modelsNamedIn } from './dimensionWords.ts';
import type { RunQuery } from './measuredEdition.ts';
import { byName, measuredUnder, metricNamed } from './metricInputs.ts';
import { quoteName } from './quoteSql.ts';
import { measureOf, timesOf } from './scansOf.ts';

interface FirstRows {
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly queries: readonly ReportQuery[];
  readonly run: RunQuery;
}

/**
 * The day of the first row that a report could show anything of, by the marts that its blocks read and the columns that
 * date their rows; null where no column tells it, or there is no row at all. Each mart is asked once.
 */
export function firstRowsOf(request: FirstRows): (report: Report) => Promise<IsoDay | null> {
  const { run } = request;
  const asked = new Map<string, Promise<IsoDay | null>>();
  const firstIn = (sql: string): Promise<IsoDay | null> => {
    const found = asked.get(sql) ?? run({ sql, place: { file: '(first rows of the marts)' } }, {}).then(firstCell);
    asked.set(sql, found);
    return found;
  };
  return async (report) => {
    const places = placesOf(report, request);
    if (places === null) return null;
    const days = await Promise.all(places.map(firstIn));
    return days.filter((day) => day !== null).sort()[0] ?? null;
  };
}

/** The selects of first days; null where a query reads marts that no metric is measured on. */
function placesOf(report: Report, { metrics, models, queries }: FirstRows): readonly string[] | null {
  const known = byName(metrics);
  const dated = metrics
    .flatMap(({ name }) => measuredUnder(name, known))
    .map((base) => measureOf(metricNamed(base, known), known));
  const selects = new Set<string>();
  for (const data of report.data) {
    const own =
      data.kind === 'metrics'
        ? data.metrics
            .flatMap((name) => measuredUnder(name, known))
            .map((base) => measureOf(metricNamed(base, known), known))
        : dated.filter(({ mart }) => {
            const sql = queries.find(({ name }) => name === data.query)?.sql ?? '';
            return modelsNamedIn(sql, models).includes(mart);
          });
    if (own.length === 0) return null;
    for (const measure of own)
      for (const time of timesOf(measure, known))
        selects.add(
          `select min(${quoteName(time)})::date as first_day from ${quoteName(measure.mart)} where isfinite(${quoteName(time)})`,
        );
  }
  return [...selects];
}

function firstCell({ rows }: Awaited<ReturnType<RunQuery>>): IsoDay | null {
  const cell = rows[0]?.[0];
  return typeof cell === 'string' ? cell : null;
}
