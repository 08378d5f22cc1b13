import type { IsoDay, Metric, Model, Report, ReportQuery } from '../types.ts';
import { modelsNamedIn } from './dimensionWords.ts';
import type { RunQuery } from './measuredEdition.ts';
import { byName, type MetricsByName, measuredUnder, metricNamed } from './metricInputs.ts';
import { quoteName } from './quoteSql.ts';
import { measureOf, timesOf } from './scansOf.ts';

interface FirstRows {
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly queries: readonly ReportQuery[];
  readonly run: RunQuery;
  /** Days that an earlier run found, as `found` was then. */
  readonly known: ReadonlyMap<string, IsoDay | null>;
  /** Gets the days that this one knows, by the key of their mart and the column. */
  readonly found: Map<string, IsoDay | null>;
  /** A hash of what a mart is made from: it has the same first row as long as that is the same. */
  readonly keyOf: (mart: string) => string | undefined;
}

/** A mart, and the column that dates its rows. */
interface DatedRows {
  readonly mart: string;
  readonly time: string;
}

/**
 * The day of the first row that a report could show anything of, by the marts that its blocks read and the columns that
 * date their rows; null where no column tells it, or there is no row at all. Each mart is asked once, and not again until
 * it is made from something else.
 */
export function firstRowsOf(request: FirstRows): (report: Report) => Promise<IsoDay | null> {
  const { run, known, found, keyOf, metrics } = request;
  const asked = new Map<string, Promise<IsoDay | null>>();
  const ask = async ({ mart, time }: DatedRows): Promise<IsoDay | null> => {
    const column = quoteName(time);
    const sql = `select min(${column})::date as first_day from ${quoteName(mart)} where isfinite(${column})`;
    return firstCell(await run({ sql, place: { file: '(first rows of the marts)' } }, {}));
  };
  const look = async (key: string, rows: DatedRows): Promise<IsoDay | null> => {
    const before = known.get(key);
    const day = before === undefined ? await ask(rows) : before;
    found.set(key, day);
    return day;
  };
  const firstIn = (rows: DatedRows): Promise<IsoDay | null> => {
    const key = `${keyOf(rows.mart) ?? rows.mart} ${rows.time}`;
    const day = asked.get(key) ?? look(key, rows);
    asked.set(key, day);
    return day;
  };
  const names = byName(metrics);
  let dated: readonly DatedRows[] | undefined;
  const allDated = (): readonly DatedRows[] => {
    dated ??= metrics.flatMap(({ name }) => datedUnder(name, names));
    return dated;
  };
  return async (report) => {
    const places = placesOf(report, request, allDated);
    if (places === null) return null;
    const days = await Promise.all(places.map(firstIn));
    return days.filter((day) => day !== null).sort()[0] ?? null;
  };
}

/** Where the rows lie that a report shows; null where a query reads marts that no metric is measured on. */
function placesOf(
  report: Report,
  { metrics, models, queries }: FirstRows,
  allDated: () => readonly DatedRows[],
): readonly DatedRows[] | null {
  const places: DatedRows[] = [];
  for (const data of report.data) {
    const own =
      data.kind === 'metrics'
        ? data.metrics.flatMap((name) => datedUnder(name, byName(metrics)))
        : datedIn(queries.find(({ name }) => name === data.query)?.sql ?? '', models, allDated());
    if (own.length === 0) return null;
    places.push(...own);
  }
  return [...new Map(places.map((place) => [`${place.mart} ${place.time}`, place])).values()];
}

function datedUnder(metric: string, metrics: MetricsByName): readonly DatedRows[] {
  const measures = measuredUnder(metric, metrics).map((base) => measureOf(metricNamed(base, metrics), metrics));
  return measures.flatMap((measure) => timesOf(measure, metrics).map((time) => ({ mart: measure.mart, time })));
}

function datedIn(sql: string, models: readonly Model[], dated: readonly DatedRows[]): readonly DatedRows[] {
  const named = modelsNamedIn(sql, models);
  return dated.filter(({ mart }) => named.includes(mart));
}

function firstCell({ rows }: Awaited<ReturnType<RunQuery>>): IsoDay | null {
  const cell = rows[0]?.[0];
  return typeof cell === 'string' ? cell : null;
}
