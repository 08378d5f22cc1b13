import type { Brand, LocalText, Metric, Model } from '../types.ts';
import type { MetricRequest } from './columnsOfRequest.ts';
import { byName, measuredUnder, metricNamed } from './metricInputs.ts';
import { type ValueNames, valueNamesOf } from './valueNames.ts';

/** What readers see for dimensions and their values. */
export interface DimensionWords {
  readonly labels: Readonly<Record<string, LocalText>>;
  readonly valueNames: ValueNames;
}

/**
 * What a brand's readers see for the dimensions of some marts: the brand's own words, else those of these marts, else
 * those of any mart that has such a column. A "category" of products and one of tickets may be called differently. Each
 * answer is made once, however many editions ask.
 */
export function dimensionWordsOf(
  models: readonly Model[],
  brand: Pick<Brand, 'locale' | 'labels'>,
): (marts: readonly string[]) => DimensionWords {
  const known = new Map<string, DimensionWords>();
  return (marts) => {
    const key = marts.toSorted().join(' ');
    const near = models.filter(({ name }) => marts.includes(name));
    const nearest = [...models.filter(({ name }) => !marts.includes(name)), ...near];
    const words = known.get(key) ?? {
      labels: Object.assign({}, ...nearest.map(({ labels }) => labels), brand.labels) as DimensionWords['labels'],
      valueNames: valueNamesOf(nearest, brand.locale),
    };
    known.set(key, words);
    return words;
  };
}

/** The marts that a request's metrics are measured on. */
export function martsOfMetrics({ metrics: names }: MetricRequest, all: readonly Metric[]): readonly string[] {
  const metrics = byName(all);
  const martOf = ({ rule }: Metric): readonly string[] => {
    if (rule.kind === 'rolling' || rule.kind === 'to_date') return martOf(metricNamed(rule.of, metrics));
    return 'mart' in rule ? [rule.mart] : [];
  };
  const measured = names.flatMap((name) => measuredUnder(name, metrics));
  return [...new Set(measured.flatMap((name) => martOf(metricNamed(name, metrics))))];
}

/** The models that a query's SQL names. */
export function modelsNamedIn(sql: string, models: readonly Model[]): readonly string[] {
  const words = new Set(sql.match(/\w+/g));
  return models.map(({ name }) => name).filter((name) => words.has(name));
}
