import { inLanguage } from '../lib/localText.ts';
import type { Metric, MetricNote } from '../types.ts';
import { formulaOf } from './formulaOf.ts';
import { byName, measuredUnder, metricNamed } from './metricInputs.ts';

/** The marts that a metric is measured on, also through other metrics. Sorted. */
export function martsOf(name: string, metrics: readonly Metric[]): readonly string[] {
  const known = byName(metrics);
  const marts = measuredUnder(name, known).flatMap((measured) => martUnder(measured, metrics));
  return [...new Set(marts)].sort();
}

function martUnder(name: string, metrics: readonly Metric[]): readonly string[] {
  const { rule } = metricNamed(name, byName(metrics));
  if (rule.kind === 'aggregate' || rule.kind === 'level') return [rule.mart];
  return rule.kind === 'rolling' || rule.kind === 'to_date' ? martUnder(rule.of, metrics) : [];
}

/** Metrics as a page explains them. `sourcesOf` tells which sources marts come from. */
export function metricNotes(request: {
  readonly names: readonly string[];
  readonly metrics: readonly Metric[];
  readonly locale: string;
  readonly sourcesOf: (marts: readonly string[]) => readonly string[];
}): readonly MetricNote[] {
  const { names, metrics, locale, sourcesOf } = request;
  return names.map((name) => {
    const metric = metricNamed(name, byName(metrics));
    const marts = martsOf(name, metrics);
    return {
      name,
      label: inLanguage(metric.label, locale),
      description: inLanguage(metric.description, locale),
      domain: metric.domain,
      team: metric.team,
      format: metric.format,
      ...(metric.decimals === undefined ? {} : { decimals: metric.decimals }),
      better: metric.better,
      ...(metric.targets === undefined ? {} : { targets: metric.targets }),
      formula: formulaOf(metric, metrics, locale),
      marts,
      sources: sourcesOf(marts),
    };
  });
}
