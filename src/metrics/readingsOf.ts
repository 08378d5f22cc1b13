import { isSteady } from '../lib/isSteady.ts';
import { limitAt } from '../lib/limitAt.ts';
import { holdsForParts } from '../lib/partLimits.ts';
import type { Compared, Comparison, Grain, Metric, MetricTarget, Period, Reading } from '../types.ts';
import { byName, metricNamed } from './metricInputs.ts';
import { ALL_WHOLE, daysOnly, type PeriodParts } from './periodParts.ts';
import { type AskedBlock, comparedPeriod, comparisonsAt, shownPeriods } from './queriesOf.ts';
import type { MeasuredRows } from './sliceRows.ts';

/**
 * A request's metrics at the last shown period of its first grain, compared as asked; `slice` holds a number or null per metric.
 * A period that is not whole is compared with nothing, and nothing with it.
 */
export function readingsOf(
  asked: AskedBlock & { readonly metrics: readonly Metric[]; readonly parts?: PeriodParts | undefined },
  slice: MeasuredRows,
): readonly Reading[] {
  const { request } = asked;
  const shown = shownPeriods({ ...asked, grain: request.grains[0] });
  const last = shown.at(-1);
  if (last === undefined) return [];
  const { parts = ALL_WHOLE } = asked;
  const metrics = byName(asked.metrics);
  return request.metrics.map((name): Reading => {
    const metric = metricNamed(name, metrics);
    const valueAt = valuesOf(name, slice);
    const value = valueAt(last);
    const partOf = (period: Period) => parts.of(name, period);
    const partial = partOf(last);
    const compared = comparisonsOf(metric, comparisonsAt(request.grains[0], request.compare)).map(
      (comparison): readonly [Comparison, Compared] => {
        const period = comparedPeriod(comparison, last);
        const earlier = partOf(period);
        if (earlier !== null) return [comparison, { ...NOT_COMPARED, period, partial: daysOnly(earlier) }];
        if (partial !== null) return [comparison, { ...NOT_COMPARED, period }];
        return [comparison, comparedWith({ value, period, before: valueAt(period), metric })];
      },
    );
    return {
      metric: name,
      value,
      compared: Object.fromEntries(compared),
      ...(asked.own === undefined || holdsForParts(metric)
        ? targetOf(metric, partial === null ? value : null, request.grains[0])
        : {}),
      ...(partial === null ? {} : { partial: daysOnly(partial) }),
      series: shown.map((period) => (partOf(period) === null ? valueAt(period) : null)),
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
  readonly metric: Metric;
}): Compared {
  const { value, period, before, metric } = request;
  if (value === null || before === null) return { ...NOT_COMPARED, period, value: before };
  const difference = value - before;
  const change = before === 0 ? null : difference / Math.abs(before);
  return { period, value: before, difference, change, verdict: verdictOf(value, before, metric) };
}

const NOT_COMPARED = { value: null, difference: null, change: null, verdict: 'neither' } as const;

/** What a reader is told held steady is no better and no worse either. */
function verdictOf(value: number, before: number, metric: Metric): Compared['verdict'] {
  const { better } = metric;
  const difference = value - before;
  if (isSteady(value, before, metric)) return 'same';
  if (better === 'neither') return 'neither';
  return difference > 0 === (better === 'up') ? 'better' : 'worse';
}

function isMet(value: number | null, { atLeast, atMost }: MetricTarget): boolean | null {
  if (value === null) return null;
  return (atLeast === undefined || value >= atLeast) && (atMost === undefined || value <= atMost);
}
