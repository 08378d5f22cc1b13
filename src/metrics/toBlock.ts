import type { Cell, Grain, LocalText, Metric, MetricBlock, PartialPeriod, Table } from '../types.ts';
import { columnsOfRequest } from './columnsOfRequest.ts';
import type { PlannedStatement } from './metricQuery.ts';
import { partialPeriods } from './partialPeriods.ts';
import { ALL_WHOLE, type PeriodParts } from './periodParts.ts';
import { type AskedBlock, queriesOf, shownPeriods } from './queriesOf.ts';
import { readingsOf } from './readingsOf.ts';
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
  const { request, results } = asked;
  const slices = queriesOf(asked).map((query): readonly [Grain, MeasuredRows] => {
    const result = results.find(({ statement }) => statement.queryIds.includes(query.id));
    if (result === undefined) throw new Error(`Nothing was measured for "${query.id}".`);
    return [query.grain, numeric(sliceRows({ query, ...result, part: asked.own?.id }), 1 + query.by.length)];
  });
  const [first] = slices;
  const tables = slices.map(([grain, slice]) => [grain, tableOf(asked, grain, slice)] as const);
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
    ...(unknown.length === 0 ? {} : { unknown }),
  };
}

function partialIn(
  asked: BlockRequest,
  grain: Grain,
  { slice, table }: { readonly slice: MeasuredRows; readonly table: Table | undefined },
): readonly PartialPeriod[] {
  const { metrics, by } = asked.request;
  const periods = shownPeriods({ ...asked, grain });
  const shown = new Set<Cell>(periods.map(({ start }) => start));
  const rows = slice.rows.filter(([period = null]) => shown.has(period));
  return partialPeriods({ parts: asked.parts ?? ALL_WHOLE, metrics, by, periods, rows, named: table?.rows ?? rows });
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

/** The shown periods of a slice, which also holds those that are only compared with. */
function tableOf(asked: BlockRequest, grain: Grain, slice: MeasuredRows): Table {
  const { request } = asked;
  const periods = shownPeriods({ ...asked, grain });
  const shown = new Set<Cell>(periods.map(({ start }) => start));
  const { show, by } = request;
  const columns = columnsOfRequest({ ...asked, grain }).map((column, index) =>
    request.by.includes(column.name) ? { ...column, type: slice.columns[index]?.type ?? column.type } : column,
  );
  const wanted =
    show === undefined
      ? slice.rows.filter(([period = null]) => shown.has(period))
      : shownRows(slice, { show, grain, by, metrics: asked.metrics, periods, parts: asked.parts ?? ALL_WHOLE });
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
