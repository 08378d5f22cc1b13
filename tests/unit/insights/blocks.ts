import { shiftPeriod } from '../../../src/lib/period.ts';
import type {
  Cell,
  Compared,
  Comparison,
  Grain,
  Metric,
  MetricBlock,
  MetricRule,
  Period,
  Reading,
} from '../../../src/types.ts';

export const week: Period = { grain: 'week', start: '2026-11-16', end: '2026-11-23' };
export const english = { locale: 'en-GB', currency: 'EUR' };
export const korean = { locale: 'ko-KR', currency: 'KRW' };
const place = { file: 'queries/metrics/test.yml', line: 1 };
const counted: MetricRule = { kind: 'aggregate', mart: 'm', time: 't', sql: 'count(*)' };

export function metric(name: string, label: Metric['label'], more: Partial<Metric> = {}): Metric {
  const rest = {
    domain: 'test',
    team: 't',
    description: '',
    rule: counted,
    dimensions: [],
    format: 'integer',
    better: 'up',
    place,
  } as const;
  return { name, label, ...rest, ...more };
}

/** A block whose metrics have these series, the last value being the edition's. */
export function block(
  series: Readonly<Record<string, readonly (number | null)[]>>,
  more: {
    readonly grain?: Grain;
    readonly yearAgo?: Readonly<Record<string, number | null>>;
    readonly targets?: Readonly<Record<string, Reading['target']>>;
  } = {},
): MetricBlock {
  const { grain = 'week', yearAgo = {}, targets = {} } = more;
  const last: Period = shiftPeriod({ ...week, grain }, 0);
  const count = Math.max(0, ...Object.values(series).map(({ length }) => length));
  const rows = Array.from({ length: count }, (_, index) => [
    shiftPeriod(last, index - count + 1).start,
    ...Object.values(series).map((values) => values[index - count + values.length] ?? null),
  ]);
  const readings = Object.entries(series).map(([name, values]): Reading => {
    const target = targets[name];
    const compared: Partial<Record<Comparison, Compared>> = {
      previous: against(values.at(-2) ?? null),
      ...(name in yearAgo ? { year_ago: against(yearAgo[name] ?? null) } : {}),
    };
    return {
      metric: name,
      value: values.at(-1) ?? null,
      compared,
      series: values,
      ...(target === undefined ? {} : { target }),
    };
  });
  return {
    ...shell(Object.keys(series), [], grain),
    tables: { [grain]: tableOf(['period', ...Object.keys(series)], rows) },
    readings,
  };
}

/** A block split by platform, of the weeks of the rows: week's first day, group, values. */
export function splitBlock(
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  by: readonly string[] = ['platform'],
): MetricBlock {
  return { ...shell(names, by, 'week'), tables: { week: tableOf(['period', ...by, ...names], rows) }, readings: [] };
}

function shell(metrics: readonly string[], by: readonly string[], grain: Grain) {
  return { kind: 'metrics', metrics, by, grains: [grain] } as const;
}

function tableOf(names: readonly string[], rows: readonly (readonly Cell[])[]) {
  return { columns: names.map((name) => ({ name, label: name, type: 'number' as const })), rows };
}

/** Sentences use the value alone. */
function against(value: number | null): Compared {
  return { period: week, value, difference: null, change: null, verdict: 'neither' };
}
