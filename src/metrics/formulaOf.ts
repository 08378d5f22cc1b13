import { inLanguage, languageOf } from '../lib/localText.ts';
import { sqlOf, sqlTokens, withoutComments } from '../lib/sqlTokens.ts';
import type { CalendarGrain, Metric } from '../types.ts';
import { byName, type MetricsByName, metricNamed } from './metricInputs.ts';
import { withPeriodEnd } from './periodEnd.ts';

interface FormulaWords {
  readonly atEnd: (formula: string) => string;
  readonly overDays: (formula: string, days: number) => string;
  readonly since: (formula: string, grain: CalendarGrain) => string;
}

const SINCE_KO: Readonly<Record<CalendarGrain, string>> = {
  day: '하루',
  week: '주초',
  month: '월초',
  quarter: '분기 초',
  year: '연초',
};

const ENGLISH: FormulaWords = {
  atEnd: (formula) => `${formula}, at the end of the period`,
  overDays: (formula, days) => `${formula}, over the last ${days} days`,
  since: (formula, grain) => `${formula}, since the start of the ${grain}`,
};

const WORDS: Readonly<Record<string, FormulaWords>> = {
  en: ENGLISH,
  ko: {
    atEnd: (formula) => `${formula}, 기간 말 기준`,
    overDays: (formula, days) => `${formula}, 최근 ${days}일`,
    since: (formula, grain) => (grain === 'day' ? `${formula}, 하루` : `${formula}, ${SINCE_KO[grain]}부터`),
  },
};

const SIGNS: Readonly<Record<string, string>> = { '/': '÷', '*': '×', '-': '−' };

/** How a metric is computed, as a person would write it: its SQL, or other metrics' labels with signs between them. */
export function formulaOf(metric: Metric, metrics: readonly Metric[], locale: string): string {
  return formula(metric, byName(metrics), locale);
}

function formula({ rule }: Metric, metrics: MetricsByName, locale: string): string {
  const words = WORDS[languageOf(locale)] ?? ENGLISH;
  const labelOf = (name: string): string => inLanguage(metricNamed(name, metrics).label, locale);
  switch (rule.kind) {
    case 'aggregate':
      return sqlWords(rule);
    case 'level':
      return words.atEnd(withPeriodEnd(sqlWords(rule), 'period_end'));
    case 'rolling':
      return words.overDays(formula(metricNamed(rule.of, metrics), metrics, locale), rule.days);
    case 'to_date':
      return words.since(formula(metricNamed(rule.of, metrics), metrics, locale), rule.since);
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
