import type { Metric } from '../types.ts';

export type MetricsByName = ReadonlyMap<string, Metric>;

/** A project has one list of metrics, and looks things up in it all the time. */
const known = new WeakMap<readonly Metric[], MetricsByName>();

/** Metrics by their names. */
export function byName(metrics: readonly Metric[]): MetricsByName {
  const found = known.get(metrics) ?? new Map(metrics.map((metric) => [metric.name, metric]));
  known.set(metrics, found);
  return found;
}

/** The metric of a name. That there is one was checked when the content was read, so its absence is a mistake of the engine. */
export function metricNamed(name: string, metrics: MetricsByName): Metric {
  const metric = metrics.get(name);
  if (metric === undefined) throw new Error(`There is no metric named "${name}".`);
  return metric;
}

/** The metrics whose values a metric is computed from; none for what is measured on a mart's rows. */
export function inputsOf({ rule }: Metric): readonly string[] {
  if (rule.kind === 'ratio') return [...new Set([rule.of, rule.to])];
  return rule.kind === 'derived' ? [...new Set(rule.inputs)] : [];
}

/**
 * The metrics and all that they are computed from, in steps: the first is measured on rows, each later one needs only
 * earlier ones. Sorted by name within a step.
 */
export function stepsOf(names: readonly string[], metrics: MetricsByName): readonly (readonly Metric[])[] {
  const depths = new Map<string, number>();
  const depthOf = (name: string, above: readonly string[]): number => {
    if (above.includes(name)) throw new Error(`The metric "${name}" is computed from itself.`);
    const inputs = inputsOf(metricNamed(name, metrics));
    const depth = depths.get(name) ?? 1 + Math.max(-1, ...inputs.map((input) => depthOf(input, [...above, name])));
    depths.set(name, depth);
    return depth;
  };
  for (const name of names) depthOf(name, []);
  const steps: Metric[][] = Array.from({ length: 1 + Math.max(0, ...depths.values()) }, () => []);
  for (const [name, depth] of [...depths].sort(([a], [b]) => (a < b ? -1 : 1))) {
    steps[depth]?.push(metricNamed(name, metrics));
  }
  return steps;
}

/** The metrics of the first step that a metric rests on: those measured on rows. Sorted. */
export function measuredUnder(name: string, metrics: MetricsByName): readonly string[] {
  return (stepsOf([name], metrics)[0] ?? []).map((metric) => metric.name);
}
