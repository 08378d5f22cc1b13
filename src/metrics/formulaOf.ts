import { inLanguage } from '../lib/localText.ts';
import { sqlOf, sqlTokens, withoutComments } from '../lib/sqlTokens.ts';
import type { Message, Metric } from '../types.ts';
import { byName, type MetricsByName, metricNamed } from './metricInputs.ts';
import { withPeriodEnd } from './periodEnd.ts';

const SIGNS: Readonly<Record<string, string>> = { '/': '÷', '*': '×', '-': '−' };

/** How a metric is computed, as a person would write it: its SQL, or other metrics' labels with signs between them. */
export function formulaOf(metric: Metric, metrics: readonly Metric[], locale: string): string | Message {
  return formula(metric, byName(metrics), locale);
}

function formula({ rule }: Metric, metrics: MetricsByName, locale: string): string | Message {
  const labelOf = (name: string): string => inLanguage(metricNamed(name, metrics).label, locale);
  const under = (name: string): string | Message => formula(metricNamed(name, metrics), metrics, locale);
  switch (rule.kind) {
    case 'aggregate':
      return sqlWords(rule);
    case 'level':
      return { id: 'formula_at_end', values: { formula: withPeriodEnd(sqlWords(rule), 'period_end') } };
    case 'rolling':
      return { id: 'formula_over_days', values: { formula: under(rule.of), days: rule.days } };
    case 'to_date':
      return { id: 'formula_since', values: { formula: under(rule.of), grain: rule.since } };
    case 'ratio':
      return `${labelOf(rule.of)} ÷ ${labelOf(rule.to)}`;
    case 'derived':
      return sqlOf(
        sqlTokens(rule.expression).map((token) => {
          const name = token.text.replace(/^"(.*)"$/, '$1');
          if (token.kind === 'word' && rule.inputs.includes(name)) return { kind: 'word', text: labelOf(name) };
          return token.kind === 'symbol' ? { kind: 'symbol', text: SIGNS[token.text] ?? token.text } : token;
        }),
      ).replace(/\s+/g, ' ');
  }
}

function sqlWords(rule: { readonly sql: string; readonly where?: string }): string {
  const sql = withoutComments(rule.sql).replace(/\s+/g, ' ');
  return rule.where === undefined ? sql : `${sql} where ${withoutComments(rule.where).replace(/\s+/g, ' ')}`;
}
