import type { Metric, Place } from '../types.ts';
import { quoteName } from './quoteSql.ts';

/** One metric's SQL by itself, to be bound so that a mistake in it points to the metric. */
export interface MetricStatement {
  readonly name: string;
  readonly what: string;
  readonly sql: string;
  readonly place: Place;
  /** None of it stands in a file as it is here: a mistake is told at the metric's own place. */
  readonly parts: readonly [];
}

/** For every metric that is measured on a mart: a statement with all that a person wrote of it. */
export function metricStatements(metrics: readonly Metric[]): readonly MetricStatement[] {
  return metrics.flatMap(({ name, rule, dimensions, place }) => {
    if (rule.kind !== 'aggregate' && rule.kind !== 'level') return [];
    const times =
      rule.kind === 'aggregate' ? [rule.time] : [rule.from, rule.until].filter((time) => time !== undefined);
    const conditions = [
      ...(rule.where === undefined ? [] : [`(${rule.where})`]),
      ...times.map((time) => `${quoteName(time)}::date is not null`),
      ...dimensions.map((dimension) => `${quoteName(dimension)} is not null`),
    ];
    const sql = `select ${rule.sql} from ${quoteName(rule.mart)} where ${conditions.join(' and ')}`;
    return [{ name: `metric ${name}`, what: 'a metric', sql, place, parts: [] }];
  });
}
