import type { Metric } from '../types.ts';

/** What stands in brackets, with others at most two deep inside of it. */
const BRACKETS = String.raw`\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)`;
/** One call of sum or count, not of distinct values. */
const SUM = String.raw`(?:sum|count)\s*(?!\(\s*distinct\b)${BRACKETS}(?:\s*filter\s*${BRACKETS})?`;
/** Whether there is anything to know: that there are no rows, or that one of them says something. */
const KNOWN = String.raw`count\([\w*]+\)(?:\s*filter\s*${BRACKETS})?\s*[=>]\s*0`;
const ADDITIVE = new RegExp(
  `^\\s*(?:${SUM}|case\\s+when\\s+${KNOWN}(?:\\s+or\\s+${KNOWN})*\\s+then\\s+${SUM}\\s+end)\\s*$`,
  'i',
);

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
