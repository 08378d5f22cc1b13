import { limitAt } from '../lib/limitAt.ts';
import { holdsForParts } from '../lib/partLimits.ts';
import type { Compared, Comparison, Grain, Metric, MetricTarget, Period, Reading } from '../types.ts';
import { byName, metricNamed } from './metricInputs.ts';
import type { MeasuredRows } from './sliceRows.ts';
import { type AskedBlock, comparedPeriod, comparisonsAt, shownPeriods } from './wantsOf.ts';

/** A request's metrics at the last shown period of its first grain, compared as asked; `slice` holds a number or null per metric. */
export function readingsOf(
  asked: AskedBlock & { readonly metrics: readonly Metric[] },
  slice: MeasuredRows,
): readonly Reading[] {
  const { request } = asked;
  const shown = shownPeriods({ ...asked, grain: request.grains[0] });
  const last = shown.at(-1);
  if (last === undefined) return [];
  const metrics = byName(asked.metrics);
  return request.metrics.map((name): Reading => {
    const metric = metricNamed(name, metrics);
    const { better } = metric;
    const valueAt = valuesOf(name, slice);
    const value = valueAt(last);
    const compared = comparisonsOf(metric, comparisonsAt(request.grains[0], request.compare)).map(
      (comparison): readonly [Comparison, Compared] => {
        const period = comparedPeriod(comparison, last);
        return [comparison, comparedWith({ value, period, before: valueAt(period), better })];
      },
    );
    return {
      metric: name,
      value,
      compared: Object.fromEntries(compared),
      ...(asked.own === undefined || holdsForParts(metric) ? targetOf(metric, value, request.grains[0]) : {}),
      series: shown.map(valueAt),
    };
  });
}

/** A sum since New Year rises from period to period by its making: only a year ago says something of it. */
function comparisonsOf({ rule }: Metric, asked: readonly Comparison[]): readonly Comparison[] {
  return rule.kind === 'to_date' ? asked.filter((comparison) => comparison !== 'previous') : asked;
}

function targetOf({ targets }: Metric, value: number | null, grain: Grain): Pick<Reading, 'target'> {
  const target = limitAt(targets, grain);
  if (target === undefined) return {};
  return { target: { ...target, met: isMet(value, target) } };
}

function valuesOf(metric: string, { columns, rows }: MeasuredRows): (period: Period) => number | null {
  const index = columns.findIndex(({ name }) => name === metric);
  const values = new Map(rows.map((row) => [row[0], row[index]]));
  return ({ start }) => {
    const value = values.get(start);
    return typeof value === 'number' ? value : null;
  };
}

/**
 * A value against an earlier one. `change` is the difference over the earlier value's size: value / before − 1 where
 * that is positive, and of the right sign where it is negative.
 */
function comparedWith(request: {
  readonly value: number | null;
  readonly period: Period;
  readonly before: number | null;
  readonly better: Metric['better'];
}): Compared {
  const { value, period, before, better } = request;
  if (value === null || before === null) {
    return { period, value: before, difference: null, change: null, verdict: 'neither' };
  }
  const difference = value - before;
  const change = before === 0 ? null : difference / Math.abs(before);
  return { period, value: before, difference, change, verdict: verdictOf(difference, better) };
}

function verdictOf(difference: number, better: Metric['better']): Compared['verdict'] {
  if (difference === 0) return 'same';
  if (better === 'neither') return 'neither';
  return difference > 0 === (better === 'up') ? 'better' : 'worse';
}

function isMet(value: number | null, { atLeast, atMost }: MetricTarget): boolean | null {
  if (value === null) return null;
  return (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);
}
