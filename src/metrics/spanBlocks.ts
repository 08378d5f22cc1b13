import type { Block, Brand, Cell, Grain, Metric, MetricBlock, Period, Reading, Report } from '../types.ts';
import { columnsOfRequest } from './columnsOfRequest.ts';
import type { MetricRequest } from './metricRequest.ts';
import { shownPeriods } from './queriesOf.ts';
import { fromFirstValue } from './toBlock.ts';

/** What one spanned brand brings to an edition: its blocks by name, each of its own metrics alone; null where it is left out. */
export interface SpannedValues {
  readonly brand: Brand;
  readonly blocks: Readonly<Record<string, Block>> | null;
}

/** A spanning report as one of its brands is asked it: whole, and only for the metrics that its data can carry. */
export function reportForBrand(report: Report, carries: (metric: string) => boolean): Report {
  const data = report.data.flatMap((request) => {
    if (request.kind !== 'metrics') return [];
    const metrics = request.metrics.filter(carries);
    return metrics.length === 0 ? [] : [{ ...request, by: [], metrics }];
  });
  return { ...report, data };
}

/**
 * The blocks of an edition that spans brands: each brand's values beside the others', a row per period and brand in the
 * brands' order. What a brand has no value of, its data cannot carry, or it is left out for, is NULL. Nothing is added
 * up over brands.
 */
export function spanBlocks(asked: {
  readonly report: Report;
  readonly period: Period;
  /** The spanning brand. */
  readonly brand: Brand;
  readonly metrics: readonly Metric[];
  readonly values: readonly SpannedValues[];
}): Readonly<Record<string, Block>> {
  const requests = asked.report.data.filter((data): data is MetricRequest => data.kind === 'metrics');
  return Object.fromEntries(requests.map((request) => [request.name, spanBlock(request, asked)]));
}

function spanBlock(request: MetricRequest, asked: Parameters<typeof spanBlocks>[0]): MetricBlock {
  const { brand, period, metrics, values } = asked;
  const own = values.map(({ brand: { title }, blocks }) => {
    const block = blocks?.[request.name];
    return { title, block: block?.kind === 'metrics' ? block : undefined };
  });
  const tableOf = (grain: Grain) => {
    const { weekStart, locale } = brand;
    const columns = columnsOfRequest({ request, grain, metrics, locale }).map((column) =>
      column.name === 'brand' ? { ...column, said: { id: 'column_brand' } } : column,
    );
    const periods = shownPeriods({ request, grain, period, weekStart });
    const cellsOf = own.map(({ title, block }) => ({ title, cell: cellOf(block, grain) }));
    const rows = periods.flatMap(({ start }) =>
      cellsOf.map(({ title, cell }): readonly Cell[] => [
        start,
        title,
        ...request.metrics.map((name) => cell(start, name)),
      ]),
    );
    return [grain, { columns, rows: fromFirstValue(rows, 2) }] as const;
  };
  return {
    kind: 'metrics',
    metrics: request.metrics,
    by: request.by,
    grains: request.grains,
    brands: values.map(({ brand: { title, currency }, blocks }) => ({
      ...{ title, currency },
      ...(blocks === null ? { isLeftOut: true as const } : {}),
    })),
    ...(request.show === undefined ? {} : { show: request.show }),
    tables: Object.fromEntries(request.grains.map(tableOf)),
    ...partialOf(request, own),
    readings:
      request.show === undefined
        ? request.metrics.flatMap((name) => own.map(({ title, block }) => readingOf(name, title, block)))
        : [],
  };
}

/** What is not whole of a brand's own data is so for its rows alone. */
function partialOf(
  { grains }: MetricRequest,
  own: readonly { readonly title: string; readonly block: MetricBlock | undefined }[],
): Pick<MetricBlock, 'partial'> {
  const partial = grains.flatMap((grain) => {
    const parts = own.flatMap(({ title, block }) =>
      (block?.partial?.[grain] ?? []).map((part) => ({ ...part, group: [title] })),
    );
    return parts.length === 0 ? [] : [[grain, parts.sort((a, b) => (a.period < b.period ? -1 : 1))] as const];
  });
  return partial.length === 0 ? {} : { partial: Object.fromEntries(partial) };
}

/** Looks up a metric's value in a brand's own table. */
function cellOf(block: MetricBlock | undefined, grain: Grain): (start: string, metric: string) => Cell {
  const table = block?.tables[grain];
  const rows = new Map(table?.rows.map((row) => [row[0], row]));
  const indexes = new Map(table?.columns.map(({ name }, index) => [name, index]));
  return (start, metric) => {
    const index = indexes.get(metric);
    return index === undefined ? null : (rows.get(start)?.[index] ?? null);
  };
}

function readingOf(metric: string, brand: string, block: MetricBlock | undefined): Reading {
  const own = block?.readings.find((reading) => reading.metric === metric);
  return own === undefined ? { metric, brand, value: null, compared: {}, series: [] } : { ...own, brand };
}
