import type { Problem } from '../lib/problem.ts';
import type { ChartUse, Column, DataRequest, Report } from '../types.ts';
import { placeInChart, UNREAD_SPEC } from './chartFile.ts';

type Columns = readonly Pick<Column, 'name' | 'type'>[];

/** What other rooms know of a report's parts. */
export interface ReportTools {
  /** A query's columns; undefined where it could not be bound, which is told elsewhere. */
  readonly columnsOfQuery: (query: string) => Columns | undefined;
  /** A block's columns; undefined where one of its metrics could not be read. */
  readonly columnsOfMetrics: (request: Extract<DataRequest, { kind: 'metrics' }>) => Columns | undefined;
  readonly checkBody: (
    report: Report,
    columnsOf: (block: string) => readonly string[] | undefined,
  ) => { readonly charts: readonly ChartUse[]; readonly problems: readonly Problem[] };
  readonly checkChart: (
    spec: Readonly<Record<string, unknown>>,
    columns: Columns,
  ) => readonly { readonly path: readonly (string | number)[]; readonly message: string; readonly hint?: string }[];
}

/** Everything that is wrong with a report's body, and with the charts that it draws over the data it names. */
export function checkDrawings(report: Report, tools: ReportTools): readonly Problem[] {
  const columnsOf = (block: string): Columns | undefined => {
    const request = report.data.find(({ name }) => name === block);
    if (request === undefined) return undefined;
    return request.kind === 'query' ? tools.columnsOfQuery(request.query) : tools.columnsOfMetrics(request);
  };
  const body = tools.checkBody(report, (block) => columnsOf(block)?.map(({ name }) => name));
  const drawn = body.charts.flatMap(({ chart: name, data }) => {
    const chart = report.charts.find((candidate) => candidate.name === name);
    const columns = columnsOf(data);
    if (chart === undefined || chart.spec === UNREAD_SPEC || columns === undefined) return [];
    return tools.checkChart(chart.spec, columns).map(({ path, message, hint }) => ({
      ...placeInChart(chart, path),
      message,
      ...(hint === undefined ? {} : { hint }),
    }));
  });
  return [...body.problems, ...drawn, ...unknownLooks(report, columnsOf)];
}

/** Looks for columns that a block does not have, and columns that it has twice. */
function unknownLooks(report: Report, columnsOf: (block: string) => Columns | undefined): readonly Problem[] {
  return report.data.flatMap((request): readonly Problem[] => {
    const names = columnsOf(request.name)?.map(({ name }) => name);
    if (names === undefined) return [];
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (request.kind === 'metrics' && twice !== undefined)
      return [
        {
          ...request.place,
          message: `"${request.name}" has two columns "${twice}".`,
          hint: 'What is added to a metric is named by it: leave one of the two away.',
        },
      ];
    const whose = request.kind === 'query' ? `The query ${request.query}` : `The block "${request.name}"`;
    return Object.keys(request.columns ?? {})
      .filter((name) => !names.includes(name))
      .map((name) => ({
        ...request.place,
        message: `${whose} has no column "${name}".`,
        hint: `It has: ${names.join(', ')}.`,
      }));
  });
}
