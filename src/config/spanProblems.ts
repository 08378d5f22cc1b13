import type { Problem } from '../lib/problem.ts';
import type { Brand, ChartUse, DataRequest, Metric, Place, Project, Report } from '../types.ts';

/** Everything that keeps values of the brands that a report spans from standing beside each other: weeks, currencies. */
export function spanProblems(
  { brands, reports, metrics }: Pick<Project, 'brands' | 'reports' | 'metrics'>,
  chartsIn: (report: Report) => readonly ChartUse[],
): readonly Problem[] {
  return brands.flatMap((brand) =>
    reports
      .filter((report) => brand.spans !== undefined && report.brands.includes(brand.name))
      .flatMap((report) => [
        ...weekProblems(report, brand),
        ...currencyProblems(report, { brand, metrics, charts: chartsIn(report) }),
      ]),
  );
}

/** A week is the same seven days for all, or for none: months, quarters and years are the same everywhere. */
function weekProblems(report: Report, { spans = [], name, weekStart }: Brand): readonly Problem[] {
  const odd = spans.find((other) => other.weekStart !== weekStart);
  if (odd === undefined) return [];
  const unlike = `the weeks of ${name} begin on ${weekStart}, those of ${odd.name}, which it spans, on ${odd.weekStart}`;
  const scheduled = {
    ...report.place,
    message: `The report is weekly: ${unlike}.`,
    hint: 'Make it daily, monthly or quarterly.',
  };
  const blocks = report.data.flatMap(({ grains, name: block, place }) =>
    grains.includes('week')
      ? [{ ...place, message: `"${block}" is by week: ${unlike}.`, hint: 'Use days, months, quarters or years.' }]
      : [],
  );
  return [...(report.schedule.every === 'week' ? [scheduled] : []), ...blocks];
}

interface Drawn {
  readonly brand: Brand;
  readonly metrics: readonly Metric[];
  readonly charts: readonly ChartUse[];
}

/** One axis, one scale of colours and one kind of bar measure one currency. */
function currencyProblems(report: Report, { brand, metrics, charts }: Drawn): readonly Problem[] {
  const currencies = [...new Set(brand.spans?.map(({ currency }) => currency))].sort();
  if (currencies.length < 2) return [];
  const amounts = metrics.filter(({ format }) => format === 'currency').map(({ name }) => name);
  return report.data.flatMap((request) => {
    if (request.kind !== 'metrics' || request.show !== undefined) return [];
    return request.metrics
      .filter((metric) => amounts.includes(metric))
      .flatMap((metric) =>
        placesOf({ metric, request, report, charts }).map((place) => ({
          ...place,
          message: `"${metric}" is in ${currencies.join(', ')} for the brands of ${brand.name}: they have no scale in common.`,
          hint: `Give "${request.name}" show: index or show: change_year_ago, or show a table.`,
        })),
      );
  });
}

/** Where a metric's own values are drawn: charts that name it, heat tables of it, bars in a table. */
function placesOf(asked: {
  readonly metric: string;
  readonly request: DataRequest;
  readonly report: Report;
  readonly charts: readonly ChartUse[];
}): readonly Place[] {
  const { metric, request, report, charts } = asked;
  const named = charts.flatMap(({ chart: name, data }) => {
    const chart = report.charts.find((candidate) => candidate.name === name);
    if (chart === undefined || data !== request.name) return [];
    const { title: _, description: __, ...drawn } = chart.spec;
    return new RegExp(`\\b${metric}\\b`).test(JSON.stringify(drawn)) ? [chart.place] : [];
  });
  const tags = report.body.split('\n').flatMap((line, index) => {
    const isDrawn = new RegExp(
      `\\{%-?\\s*(?:heat|table)\\s+${request.name}\\b.*\\b(?:value|bars):\\s*"${metric}"`,
    ).test(line);
    return isDrawn ? [{ file: report.place.file, line: report.bodyLine + index }] : [];
  });
  return [...named, ...tags];
}
