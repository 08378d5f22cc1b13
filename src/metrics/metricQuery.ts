import type { Grain, Period, Where } from '../types.ts';

/** Metrics at some periods of one grain, whole or split by dimensions. */
export interface MetricQuery {
  readonly id: string;
  readonly grain: Grain;
  readonly by: readonly string[];
  readonly metrics: readonly string[];
  readonly periods: readonly Period[];
  /** Only rows of these values of a dimension, each value measured as if there were no others. */
  readonly within?: Within;
  /** Only rows of these values of dimensions. */
  readonly where?: Where;
  /** One of `by`: every group of the others has a row of each of its values, what is over no rows where there are none. */
  readonly across?: string;
}

/** Parts of a brand that are measured side by side. */
export interface Within {
  readonly dimension: string;
  /** As text. */
  readonly values: readonly string[];
}

/** One SQL statement that gives the rows of many metric queries; they are cut out of it by `sliceRows`. */
export interface PlannedStatement {
  readonly sql: string;
  readonly grain: Grain;
  /** Sorted; `within` is one of them. */
  readonly by: readonly string[];
  /** The dimension that its parts are told apart by. */
  readonly within?: string;
  /** Sorted. */
  readonly metrics: readonly string[];
  readonly queryIds: readonly string[];
  /** With `by`, per metric: the columns of which at least one is true where the metric had rows. */
  readonly flags: Readonly<Record<string, readonly string[]>>;
}
