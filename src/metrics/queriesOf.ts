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

/** The metric queries of a request: per grain the periods that its tables show, and at the first grain those that its readings compare with. */
export function queriesOf({ id, request, period, weekStart, own }: AskedBlock): readonly MetricQuery[] {
  return request.grains.map((grain, index) => {
    const shown = shownPeriods({ request, grain, period, weekStart });
    const isRead = index === 0 && request.by.length === 0 && request.show === undefined;
    const compared = isRead
      ? comparisonsAt(grain, request.compare).flatMap((comparison) => comparedPeriods(comparison, shown.at(-1)))
      : [];
    const earlier = comparisonsAt(grain, EARLIER[request.show ?? 'index']).flatMap((way) =>
      shown.map((each) => comparedPeriod(way, each)),
    );
    const distinct = new Map([...earlier, ...compared, ...shown].map((each) => [each.start, each]));
    return {
      id: queryId(id, request, grain),
      grain,
      by: request.by,
      metrics: request.metrics,
      periods: [...distinct.values()].sort((a, b) => (a.start < b.start ? -1 : 1)),
      ...(own === undefined ? {} : { within: { dimension: own.dimension, values: own.among } }),
    };
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

function comparedPeriods(comparison: Comparison, period: Period | undefined): readonly Period[] {
  return period === undefined ? [] : [comparedPeriod(comparison, period)];
}
