import { isAdditive } from '../lib/isAdditive.ts';
import type { Cell, Comparison, Metric, Period, ShareOf, TableShape } from '../types.ts';
import { acrossOrder, type TotalRows } from './acrossOrder.ts';
import { changeOf } from './changeOf.ts';
import { competitionRanks } from './competitionRanks.ts';
import { byName, metricNamed } from './metricInputs.ts';
import type { MetricRequest } from './metricRequest.ts';
import type { PeriodParts } from './periodParts.ts';
import { comparedPeriod, comparisonsAt } from './queriesOf.ts';
import type { MeasuredRows } from './sliceRows.ts';

export interface ShapedRequest {
  readonly request: Pick<MetricRequest, 'by' | 'metrics' | 'compareRows' | 'shape'>;
  readonly metrics: readonly Metric[];
  /** Those that the table shows, oldest first. */
  readonly periods: readonly Period[];
  readonly parts: PeriodParts;
  /** Of a table with columns across that has an order: what its rows and its columns are by themselves. */
  readonly totals?: TotalRows | undefined;
  /** What the row of all others is called. */
  readonly other: string;
}

type Row = readonly Cell[];
/** A number or null by metric and, for values of earlier periods, comparison. */
type Values = (metric: string, comparison?: Comparison) => number | null;

interface Group {
  readonly cells: Row;
  readonly values: Values;
  /** Whether a metric's period and the one that it is compared with are whole. */
  readonly isComparable: (metric: string, comparison: Comparison) => boolean;
}

/** The columns that the table of a split block has beside its dimensions and metrics, in the order of its rows' cells. */
export type AddedColumn =
  | { readonly kind: 'rank'; readonly name: string; readonly comparison?: Comparison }
  | { readonly kind: 'metric'; readonly name: string; readonly metric: string }
  | { readonly kind: 'share'; readonly name: string; readonly metric: string }
  | {
      readonly kind: 'value' | 'change';
      readonly name: string;
      readonly metric: string;
      readonly comparison: Comparison;
    };

/** All columns after the dimensions: ranks, then each metric with its earlier values, changes and share. */
export function shapedColumns(request: ShapedRequest['request']): readonly AddedColumn[] {
  const { metrics, compareRows: compared = [], shape } = request;
  const ranks: readonly AddedColumn[] =
    shape?.isRanked === true
      ? [
          { kind: 'rank', name: 'rank' },
          ...compared.map((comparison) => ({ kind: 'rank' as const, name: `rank_${comparison}`, comparison })),
        ]
      : [];
  return [
    ...ranks,
    ...metrics.flatMap((metric): readonly AddedColumn[] => [
      { kind: 'metric', name: metric, metric },
      ...compared.flatMap((comparison) => [
        { kind: 'value' as const, name: `${metric}_${comparison}`, metric, comparison },
        { kind: 'change' as const, name: `${metric}_change_${comparison}`, metric, comparison },
      ]),
      ...(shape?.shares[metric] === undefined ? [] : [{ kind: 'share' as const, name: `${metric}_share`, metric }]),
    ]),
  ];
}

/**
 * The rows of the shown periods with all columns of their table. Per period: in the table's order, where it has one
 * (groups without a value of its metric after the others, and without those that have none of any; those of whom nobody
 * stated what they are come last and have no place), cut to its limit, with a row for all others. Shares are of all
 * groups, shown or not. What is not whole is compared with nothing.
 */
export function shapedRows(slice: MeasuredRows, shaped: ShapedRequest): readonly Row[] {
  return shaped.periods.flatMap((period) => {
    const groups = groupsOf(slice, period, shaped);
    const ranks = ranksOf(groups, shaped.request);
    const { shown, rest } = chosen(groups, period, shaped);
    const columns = shapedColumns(shaped.request);
    const shareOf = sharesIn(groups, shaped);
    const rowOf = ({ cells, values }: Group, rankAt: (comparison?: Comparison) => number | null): Row => [
      period.start,
      ...cells,
      ...columns.map((column): number | null => {
        if (column.kind === 'rank') return rankAt(column.comparison);
        const value = values(column.metric);
        if (column.kind === 'metric') return value;
        if (column.kind === 'share') return shareOf(column.metric, cells, value);
        const before = values(column.metric, column.comparison);
        const metric = metricNamed(column.metric, byName(shaped.metrics));
        return column.kind === 'value' ? before : changeOf(value, before, metric);
      }),
    ];
    const rows = shown.map((group) => rowOf(group, (comparison) => ranks(group, comparison)));
    return rest.length === 0 ? rows : [...rows, rowOf(together(rest, shaped), () => null)];
  });
}

/** The groups of a period, in the slice's order. */
function groupsOf(slice: MeasuredRows, period: Period, shaped: ShapedRequest): readonly Group[] {
  const { by, compareRows = [] } = shaped.request;
  const first = 1 + by.length;
  const indexes = new Map(slice.columns.map(({ name }, index) => [name, index]));
  const keyOf = (start: string, row: Row): string => JSON.stringify([start, row.slice(1, first)]);
  const places = placesOf(slice, first);
  const metrics = byName(shaped.metrics);
  const compared = new Set<Comparison>(comparisonsAt(period.grain, compareRows));
  return slice.rows.flatMap((row): readonly Group[] => {
    if (row[0] !== period.start) return [];
    const cells = row.slice(1, first);
    const isWhole = (metric: string, of: Period): boolean => shaped.parts.ofGroup(metric, of, by, cells) === null;
    const cellOf = (of: Row | undefined, metric: string): number | null => {
      const cell = of?.[indexes.get(metric) ?? -1];
      return typeof cell === 'number' ? cell : null;
    };
    const isComparable = (metric: string, comparison: Comparison): boolean => {
      // A sum since New Year rises from period to period by its making.
      const isRising = comparison === 'previous' && metricNamed(metric, metrics).rule.kind === 'to_date';
      if (isRising || !compared.has(comparison)) return false;
      return isWhole(metric, period) && isWhole(metric, comparedPeriod(comparison, period));
    };
    const values: Values = (metric, comparison) => {
      if (comparison === undefined) return cellOf(row, metric);
      if (!isComparable(metric, comparison)) return null;
      return cellOf(places.get(keyOf(comparedPeriod(comparison, period).start, row)), metric);
    };
    return [{ cells, values, isComparable }];
  });
}

/** Rows of one slice are looked up for each of its periods. */
const known = new WeakMap<MeasuredRows, ReadonlyMap<string, Row>>();

function placesOf(slice: MeasuredRows, first: number): ReadonlyMap<string, Row> {
  const found =
    known.get(slice) ?? new Map(slice.rows.map((row) => [JSON.stringify([row[0], row.slice(1, first)]), row]));
  known.set(slice, found);
  return found;
}

/** The place of each group by the order's metric, now or in an earlier period; null without an order or a value. */
function ranksOf(
  groups: readonly Group[],
  { shape, compareRows = [] }: ShapedRequest['request'],
): (group: Group, comparison?: Comparison) => number | null {
  const { order, isRanked = false } = shape ?? {};
  if (order === undefined || !isRanked) return () => null;
  const stated = groups.filter(isStated);
  const ranks = new Map(
    [undefined, ...compareRows].map((comparison) => [
      comparison,
      competitionRanks(stated, ({ values }) => values(order.metric, comparison), order.isAscending),
    ]),
  );
  return (group, comparison) => ranks.get(comparison)?.get(group) ?? null;
}

/** Whether the first dimension of a group has a value. */
function isStated({ cells }: Pick<Group, 'cells'>): boolean {
  return cells[0] !== null;
}

/** The groups that a period's rows are of, in their order, and those that a row for all others is to add up. */
function chosen(
  groups: readonly Group[],
  period: Period,
  { request, totals }: ShapedRequest,
): { readonly shown: readonly Group[]; readonly rest: readonly Group[] } {
  const { by, shape } = request;
  if (shape === undefined) return { shown: groups, rest: [] };
  if (shape.across !== undefined) return { shown: acrossOrder(groups, { period, by, shape, totals }), rest: [] };
  const ordered = inOrder(groups, shape, request.metrics);
  const shown = ordered.slice(0, shape.limit?.rows ?? ordered.length);
  if (shape.hasOther !== true || ordered.length <= shown.length) return { shown, rest: [] };
  return { shown, rest: groups.filter((group) => !shown.includes(group)) };
}

/** Groups by the order's metric, without those of which nothing is told of any. */
function inOrder(groups: readonly Group[], { order }: TableShape, metrics: readonly string[]): readonly Group[] {
  if (order === undefined) return groups;
  const sign = order.isAscending ? 1 : -1;
  const valueAt = ({ values }: Pick<Group, 'values'>): number | null => values(order.metric);
  const classOf = (group: Group): number => (isStated(group) ? Number(valueAt(group) === null) : 2);
  return groups
    .filter(({ values }) => valueAt({ values }) !== null || metrics.some((metric) => (values(metric) ?? 0) !== 0))
    .toSorted((a, b) => classOf(a) - classOf(b) || sign * ((valueAt(a) ?? 0) - (valueAt(b) ?? 0)));
}

/** A value as a share of what it is to be a share of; null for a group that is not part of that. */
function sharesIn(
  groups: readonly Group[],
  { request: { by, shape } }: ShapedRequest,
): (metric: string, cells: Row, value: number | null) => number | null {
  const totals = new Map<string, number>();
  const placeOf = (metric: string, share: ShareOf, cells: Row): string => {
    const cell = share.kind === 'within' ? (cells[by.indexOf(share.dimension)] ?? null) : null;
    return JSON.stringify([metric, cell]);
  };
  for (const [metric, share] of Object.entries(shape?.shares ?? {}))
    for (const { cells, values } of groups) {
      if (share.kind === 'stated' && !isStated({ cells })) continue;
      const place = placeOf(metric, share, cells);
      totals.set(place, (totals.get(place) ?? 0) + (values(metric) ?? 0));
    }
  return (metric, cells, value) => {
    const share = shape?.shares[metric];
    if (share === undefined || value === null || (share.kind === 'stated' && !isStated({ cells }))) return null;
    const total = totals.get(placeOf(metric, share, cells)) ?? 0;
    return total === 0 ? null : value / total;
  };
}

/** Groups as one, of metrics that add up; of all others it has no value. */
function together(groups: readonly Group[], { request, metrics, other }: ShapedRequest): Group {
  const all = byName(metrics);
  const isComparable: Group['isComparable'] = (metric, comparison) =>
    groups.every((group) => group.isComparable(metric, comparison));
  const values: Values = (metric, comparison) => {
    if (!isAdditive(metricNamed(metric, all), metrics)) return null;
    if (comparison !== undefined && !isComparable(metric, comparison)) return null;
    const found = groups.flatMap((group) => group.values(metric, comparison) ?? []);
    return found.length === 0 ? null : found.reduce((sum, value) => sum + value, 0);
  };
  return { cells: request.by.map((_, index) => (index === 0 ? other : null)), values, isComparable };
}
