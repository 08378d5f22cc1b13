import { ALL_OTHERS } from '../lib/allOthers.ts';
import type { Cell, Grain, LocalText, Metric, MetricBlock, PartialPeriod, Table } from '../types.ts';
import type { TotalRows } from './acrossOrder.ts';
import { columnsOfRequest } from './columnsOfRequest.ts';
import type { MetricQuery, PlannedStatement } from './metricQuery.ts';
import { partialPeriods } from './partialPeriods.ts';
import { ALL_WHOLE, type PeriodParts } from './periodParts.ts';
import { type AskedBlock, grainQueriesOf, shownPeriods } from './queriesOf.ts';
import { readingsOf } from './readingsOf.ts';
import { shapedRows } from './shapedRows.ts';
import { shownRows } from './showing.ts';
import { type MeasuredRows, sliceRows } from './sliceRows.ts';
import { type ValueNames, withNames } from './valueNames.ts';

/** A statement and the rows that it gave. */
export interface MetricResult {
  readonly statement: PlannedStatement;
  readonly table: MeasuredRows;
}

/** A block that was asked for, and what it takes to write it in the brand's language. */
export interface BlockRequest extends AskedBlock {
  readonly metrics: readonly Metric[];
  readonly locale: string;
  /** What dimensions are called, where somebody has said it. */
  readonly labels?: Readonly<Record<string, LocalText>>;
  /** What pages say for values of dimensions, where somebody has said it. */
  readonly valueNames?: ValueNames;
  readonly results: readonly MetricResult[];
  /** Which periods are whole; all of them where absent. */
  readonly parts?: PeriodParts | undefined;
}

/** The block of one request of one edition, out of the results of all queries. */
export function toBlock(asked: BlockRequest): MetricBlock {
  const { request } = asked;
  const measured = grainQueriesOf(asked).map(({ grain, whole, totals }) => {
    const slice = sliceOf(whole, asked);
    return {
      grain,
      slice,
      totals: totals && { rows: sliceOf(totals.rows, asked), columns: sliceOf(totals.columns, asked) },
    };
  });
  const slices = measured.map(({ grain, slice }) => [grain, slice] as const);
  const [first] = slices;
  const tables = measured.map(({ grain, ...rows }) => [grain, tableOf(asked, grain, rows)] as const);
  const partial = slices.flatMap(([grain, slice], index) => {
    const found = partialIn(asked, grain, { slice, table: tables[index]?.[1] });
    return found.length === 0 ? [] : [[grain, found] as const];
  });
  const unknown = unknownIn(request, slices);
  return {
    kind: 'metrics',
    metrics: request.metrics,
    by: request.by,
    grains: request.grains,
    tables: Object.fromEntries(tables),
    ...(partial.length === 0 ? {} : { partial: Object.fromEntries(partial) }),
    ...(request.show === undefined ? {} : { show: request.show }),
    readings:
      request.by.length > 0 || request.show !== undefined || first === undefined ? [] : readingsOf(asked, first[1]),
    ...(asked.own === undefined ? {} : { isOfAudience: true }),
    ...(request.where === undefined && request.shape?.limit === undefined ? {} : { isCut: true }),
    ...(isOrdered(request) ? { isOrdered: true } : {}),
    ...(unknown.length === 0 ? {} : { unknown }),
  };
}

function sliceOf(query: MetricQuery, { results, own }: BlockRequest): MeasuredRows {
  const result = results.find(({ statement }) => statement.queryIds.includes(query.id));
  if (result === undefined) throw new Error(`Nothing was measured for "${query.id}".`);
  return numeric(sliceRows({ query, ...result, part: own?.id }), 1 + query.by.length);
}

/** The periods of a grain's table that are not whole, and those of the groups that it shows. */
function partialIn(
  asked: BlockRequest,
  grain: Grain,
  { slice, table }: { readonly slice: MeasuredRows; readonly table: Table | undefined },
): readonly PartialPeriod[] {
  const { metrics, by } = asked.request;
  const periods = shownPeriods({ ...asked, grain });
  const shown = new Set<Cell>(periods.map(({ start }) => start));
  const rows = slice.rows.filter(([period = null]) => shown.has(period));
  const columns = slice.columns.map(({ name, type }) => ({ name, type, label: name }));
  const named = withNames({ columns, rows }, asked.valueNames ?? new Map()).rows;
  const placeOf = (period: Cell | undefined, group: readonly Cell[]): string => JSON.stringify([period, group]);
  const isDated = grain !== 'all_time';
  const inTable = new Set(
    table?.rows.map((row) => placeOf(isDated ? row[0] : periods[0]?.start, row.slice(1, 1 + by.length))),
  );
  return partialPeriods({ parts: asked.parts ?? ALL_WHOLE, metrics, by, periods, rows, named }).filter(
    ({ period, group }) => group === undefined || inTable.has(placeOf(period, group)),
  );
}

/**
 * The metrics that have no value in any period that was measured, shown or compared with. A block that is split by what
 * nobody states tells nothing that the whole does not.
 */
function unknownIn(
  { metrics, by }: BlockRequest['request'],
  slices: readonly (readonly [Grain, MeasuredRows])[],
): readonly string[] {
  const all = slices.flatMap(([, { columns, rows }]) => rows.map((row) => ({ columns, row })));
  if (by.length > 0 && all.every(({ row }) => row.slice(1, 1 + by.length).every((group) => group === null)))
    return metrics;
  return metrics.filter((metric) =>
    all.every(({ columns, row }) => row[columns.findIndex(({ name }) => name === metric)] == null),
  );
}

/** Whether a table's rows have another order than that of their groups' names. */
function isOrdered({ shape }: BlockRequest['request']): boolean {
  return shape?.order !== undefined || shape?.across !== undefined;
}

/** The shown periods of a slice, which also holds those that are only compared with. */
function tableOf(
  asked: BlockRequest,
  grain: Grain,
  { slice, totals }: { readonly slice: MeasuredRows; readonly totals: TotalRows | undefined },
): Table {
  const { request, metrics, parts = ALL_WHOLE } = asked;
  const periods = shownPeriods({ ...asked, grain });
  const { show, by } = request;
  const columns = columnsOfRequest({ ...asked, grain }).map((column, index) =>
    request.by.includes(column.name) ? { ...column, type: slice.columns[index]?.type ?? column.type } : column,
  );
  const wanted =
    show === undefined
      ? shapedRows(slice, { request, metrics, periods, parts, totals, other: ALL_OTHERS })
      : shownRows(slice, { show, grain, by, metrics, periods, parts });
  const rows = fromFirstValue(wanted, 1 + by.length);
  // All time has no first day: where its rows begin is another day for each mart.
  const dated = grain === 'all_time' ? rows.map(([, ...cells]) => [null, ...cells]) : rows;
  return withNames({ columns, rows: dated }, asked.valueNames ?? new Map());
}

/**
 * Rows from the first period on that has any value: before it nobody was counting, of any metric or group. Where there
 * is no value at all, the periods stay, so that it can be seen that none has one.
 */
export function fromFirstValue(rows: MeasuredRows['rows'], firstMetric: number): MeasuredRows['rows'] {
  const first = rows.find((row) => row.slice(firstMetric).some((cell) => cell !== null))?.[0];
  return first === undefined ? rows : rows.slice(rows.findIndex(([period]) => period === first));
}

/** Metric values as finite numbers or null, also where the engine gave large integers as text. */
function numeric(slice: MeasuredRows, firstMetric: number): MeasuredRows {
  const rows = slice.rows.map((row) => row.map((cell, index) => (index < firstMetric ? cell : numberOf(cell))));
  return { columns: slice.columns, rows };
}

function numberOf(cell: Cell): number | null {
  if (cell === null || cell === '') return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}
