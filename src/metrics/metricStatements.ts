import type { Column, Metric, Place } from '../types.ts';
import { quoteName, quoteText } from './quoteSql.ts';

/** One metric's SQL by itself, to be bound so that a mistake in it points to the metric. */
export interface MetricStatement {
  readonly name: string;
  readonly what: string;
  readonly sql: string;
  readonly place: Place;
  /** A level's SQL may ask when the period ends. */
  readonly parameters: readonly 'period_end'[];
  /** None of it stands in a file as it is here: a mistake is told at the metric's own place. */
  readonly parts: readonly [];
  /** What its columns must be, in their order, and what is wrong where they are not. */
  readonly expects: readonly { readonly types: readonly Column['type'][]; readonly message: string }[];
}

/**
 * A statement for every metric that a person wrote SQL for, with all of it: the aggregate, its conditions, its days and
 * its dimensions, or the expression over other metrics.
 */
export function metricStatements(metrics: readonly Metric[]): readonly MetricStatement[] {
  return metrics.flatMap((metric): MetricStatement[] => {
    const { name, rule, place } = metric;
    const bound = { name: `metric ${name}`, what: 'a metric', place, parts: [] as const, parameters: [] };
    const number = { types: ['number'] as const, message: `"${name}" is not a number.` };
    if (rule.kind === 'derived') {
      const inputs = rule.inputs.map((input) => `1::double as ${quoteName(input)}`).join(', ');
      return [{ ...bound, sql: `select ${rule.expression} as value from (select ${inputs})`, expects: [number] }];
    }
    if (rule.kind !== 'aggregate' && rule.kind !== 'level') return [];
    const times =
      rule.kind === 'aggregate' ? [rule.time] : [rule.from, rule.until].filter((time) => time !== undefined);
    const days = times.map((time) => ({
      types: ['day', 'instant'] as const,
      message: `"${time}" dates the rows of "${name}", and is neither a date nor a timestamp.`,
    }));
    const parameters = rule.kind === 'level' ? (['period_end'] as const) : [];
    return [{ ...bound, parameters, sql: aggregateSql(metric, rule, times), expects: [number, ...days] }];
  });
}

type MeasuredRule = Extract<Metric['rule'], { kind: 'aggregate' | 'level' }>;

/** `having true` makes it a grouping, so that a `sql` which does not aggregate is refused. */
function aggregateSql({ dimensions }: Metric, rule: MeasuredRule, times: readonly string[]): string {
  const days = times.map((time, index) => `any_value(${quoteName(time)}) as ${quoteText(`day ${index + 1}`)}`);
  const conditions = [
    ...(rule.where === undefined ? [] : [`(${rule.where})`]),
    ...dimensions.map((dimension) => `${quoteName(dimension)} is not null`),
  ];
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  return `select ${[`${rule.sql} as value`, ...days].join(', ')} from ${quoteName(rule.mart)}${where} having true`;
}
