import type { Metric } from '../types.ts';

/** One call of sum or count, not of distinct values, with brackets at most two deep inside of it. */
const ADDITIVE = /^\s*(?:sum|count)\s*\(\s*(?!distinct\b)(?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*$/i;

type Additive = Pick<Metric, 'name' | 'rule' | 'format'>;

/** Whether a metric's values for groups add up to its value for the whole: sums and counts do, distinct counts, averages and ratios do not. */
export function isAdditive({ rule, format }: Additive, metrics: readonly Additive[]): boolean {
  if (format === 'percent') return false;
  switch (rule.kind) {
    case 'aggregate':
    case 'level':
      return ADDITIVE.test(rule.sql);
    case 'rolling':
    case 'to_date': {
      const base = metrics.find(({ name }) => name === rule.of);
      return base !== undefined && isAdditive(base, metrics);
    }
    case 'ratio':
    case 'derived':
      return false;
  }
}
