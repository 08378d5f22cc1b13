import type { Fault } from '../schema/names.ts';
import type { MetricRule } from '../types.ts';
import { derivedInputs } from './derivedInputs.ts';
import type { MetricFile } from './metricSchemas.ts';
import type { Path } from './yamlFile.ts';

/** A fault and where it stands below the metric. */
export type RuleFault = Fault & { readonly path: Path };

/** The keys that say how a metric is computed: one of them, no more. */
const ruleKeys = ['mart', 'level', 'ratio', 'derived', 'rolling', 'to_date'] as const;
/** What else each of them takes. */
const companions: Readonly<
  Record<(typeof ruleKeys)[number], { readonly needed: readonly Key[]; readonly taken: readonly Key[] }>
> = {
  mart: { needed: ['time', 'sql'], taken: ['where'] },
  level: { needed: ['sql'], taken: ['where'] },
  ratio: { needed: [], taken: [] },
  derived: { needed: [], taken: [] },
  rolling: { needed: [], taken: [] },
  to_date: { needed: [], taken: [] },
};
type Key = 'time' | 'sql' | 'where';

/** How a metric is computed, or what is wrong with how its file says so. */
export function metricRule(name: string, metric: MetricFile): MetricRule | { readonly faults: readonly RuleFault[] } {
  const [key, second] = ruleKeys.filter((one) => metric[one] !== undefined);
  if (key === undefined) {
    const message = `Nothing says how "${name}" is computed.`;
    return {
      faults: [
        { path: [], message, hint: 'Add mart, time and sql; or level and sql, ratio, derived, rolling or to_date.' },
      ],
    };
  }
  if (second !== undefined)
    return {
      faults: [{ path: [second], message: `"${name}" has both ${key} and ${second}.`, hint: 'Keep one of the two.' }],
    };
  const { needed, taken } = companions[key];
  const missing = needed.filter((one) => metric[one] === undefined);
  const odd = (['time', 'sql', 'where'] as const).filter(
    (one) => metric[one] !== undefined && ![...needed, ...taken].includes(one),
  );
  const faults = [
    ...missing.map((one) => ({ path: [], message: `"${name}" has ${key} but no ${one}.`, hint: `Add "${one}".` })),
    ...odd.map((one) => ({
      path: [one],
      message: `"${name}" has ${key}, which takes no ${one}.`,
      hint: `Remove "${one}".`,
    })),
  ];
  const rule = faults.length > 0 ? undefined : buildRule(metric);
  return rule ?? { faults };
}

function buildRule({
  mart,
  time,
  sql,
  where,
  level,
  ratio,
  derived,
  rolling,
  to_date,
}: MetricFile): MetricRule | undefined {
  const condition = where === undefined ? {} : { where };
  if (mart !== undefined && time !== undefined && sql !== undefined)
    return { kind: 'aggregate', mart, time, sql, ...condition };
  if (level !== undefined && sql !== undefined) {
    const { mart, from, until } = level;
    return { kind: 'level', mart, from, ...(until !== undefined && { until }), sql, ...condition };
  }
  if (ratio !== undefined) return { kind: 'ratio', ...ratio };
  if (rolling !== undefined) return { kind: 'rolling', ...rolling };
  if (to_date !== undefined) return { kind: 'to_date', ...to_date };
  return derived === undefined ? undefined : { kind: 'derived', expression: derived, inputs: derivedInputs(derived) };
}

/** The metrics that a rule is computed from, and where each is named; none for a rule over a mart. */
export function ruleInputs(rule: MetricRule): readonly { readonly name: string; readonly path: Path }[] {
  switch (rule.kind) {
    case 'ratio':
      return [
        { name: rule.of, path: ['ratio', 'of'] },
        { name: rule.to, path: ['ratio', 'to'] },
      ];
    case 'derived':
      return rule.inputs.map((name) => ({ name, path: ['derived'] }));
    case 'rolling':
    case 'to_date':
      return [{ name: rule.of, path: [rule.kind, 'of'] }];
    default:
      return [];
  }
}
