import { closedPeriods, PERIODS_SHOWN, shiftPeriod, yearAgo } from '../lib/period.ts';
import type { Comparison, Grain, Period, PeriodCount, Showing, Weekday } from '../types.ts';
import type { MetricQuery } from './metricQuery.ts';
import type { MetricRequest } from './metricRequest.ts';

/** A metric request of one edition. */
export interface AskedBlock {
  /** Names the edition (or whatever asks) among all whose queries are planned together; the same for all editions of a burst. */
  readonly id: string;
  /** Whose numbers these are, where the block is not of the whole brand. */
  readonly own?: OwnPart | undefined;
  readonly request: MetricRequest;
  /** The edition's period. */
  readonly period: Period;
  readonly weekStart: Weekday;
}

/** One audience among all that are measured together. */
export interface OwnPart {
  readonly dimension: string;
  /** Ids of all of them. */
  readonly among: readonly string[];
  readonly id: string;
}

/** What a request asks at one of its grains. */
export interface GrainQueries {
  readonly grain: Grain;
  /** All that its table shows, is compared with or read by. */
  readonly whole: MetricQuery;
  /** What orders a table with columns across: the rows by themselves, and the columns. */
  readonly totals?: { readonly rows: MetricQuery; readonly columns: MetricQuery };
}

/** The metric queries of a request, the first grain's first. */
export function queriesOf(asked: AskedBlock): readonly MetricQuery[] {
  return grainQueriesOf(asked).flatMap(({ whole, totals }) =>
    totals === undefined ? [whole] : [whole, totals.rows, totals.columns],
  );
}

/**
 * The metric queries of a request: per grain the periods that its tables show, those that its rows are compared with, and
 * at the first grain those that its readings are.
 */
export function grainQueriesOf({ id, request, period, weekStart, own }: AskedBlock): readonly GrainQueries[] {
  return request.grains.map((grain, index): GrainQueries => {
    const shown = shownPeriods({ request, grain, period, weekStart });
    const read = index === 0 && request.by.length === 0 && request.show === undefined ? shown.slice(-1) : [];
    const earlier = [
      ...comparisonsAt(grain, request.compare).flatMap((way) => read.map((each) => comparedPeriod(way, each))),
      ...comparisonsAt(grain, request.compareRows ?? []).flatMap((way) =>
        shown.map((each) => comparedPeriod(way, each)),
      ),
      ...comparisonsAt(grain, EARLIER[request.show ?? 'index']).flatMap((way) =>
        shown.map((each) => comparedPeriod(way, each)),
      ),
    ];
    const distinct = new Map([...earlier, ...shown].map((each) => [each.start, each]));
    const whole: MetricQuery = {
      id: queryId(id, request, grain),
      grain,
      by: request.by,
      metrics: request.metrics,
      periods: [...distinct.values()].sort((a, b) => (a.start < b.start ? -1 : 1)),
      ...(own === undefined ? {} : { within: { dimension: own.dimension, values: own.among } }),
      ...(request.where === undefined ? {} : { where: request.where }),
    };
    const { across, order } = request.shape ?? {};
    if (across === undefined) return { grain, whole };
    const crossed = { grain, whole: { ...whole, across } };
    if (order === undefined) return crossed;
    const total = (name: string, by: readonly string[]): MetricQuery => ({
      ...{ ...whole, id: `${whole.id} ${name}`, by, metrics: [order.metric], periods: shown },
    });
    const rows = request.by.filter((dimension) => dimension !== across);
    return { ...crossed, totals: { rows: total('rows', rows), columns: total('columns', [across]) } };
  });
}

/** The comparison of every shown period. */
const EARLIER: Readonly<Record<Showing, readonly Comparison[]>> = {
  index: [],
  change_previous: ['previous'],
  change_year_ago: ['year_ago'],
};

/** The id of a request's query at a grain. */
export function queryId(id: string, request: MetricRequest, grain: Grain): string {
  return `${id} ${request.name} ${grain}`;
}

/** The `last` periods of a grain that have closed by the end of the edition's period, oldest first. */
export function shownPeriods({
  request,
  grain,
  period,
  weekStart,
}: Omit<AskedBlock, 'id'> & { readonly grain: Grain }): readonly Period[] {
  return closedPeriods({ grain, endsBy: period.end, count: countOf(request.last, grain), weekStart });
}

/** A grain that `last` does not name shows as many periods as where nothing is said. */
export function countOf(last: PeriodCount | undefined, grain: Grain): number {
  return typeof last === 'number' ? last : (last?.[grain] ?? PERIODS_SHOWN);
}

/** The comparisons that a block's readings can make: nothing is before all time. */
export function comparisonsAt(grain: Grain, asked: readonly Comparison[]): readonly Comparison[] {
  return grain === 'all_time' ? [] : asked;
}

/** The period that a comparison takes. */
export function comparedPeriod(comparison: Comparison, period: Period): Period {
  return comparison === 'previous' ? shiftPeriod(period, -1) : yearAgo(period);
}
