import { sqlTokens } from '../lib/sqlTokens.ts';
import type { Brand, LocalText, Model } from '../types.ts';
import { type ValueNames, valueNamesOf } from './valueNames.ts';

/** What readers see for dimensions and their values. */
export interface DimensionWords {
  readonly labels: Readonly<Record<string, LocalText>>;
  readonly valueNames: ValueNames;
}

/**
 * What a brand's readers see for the dimensions of some marts: the brand's own words, else those of these marts, else
 * those of any mart that has such a column. A "category" of products and one of tickets may be called differently. Each
 * result is made once, however many editions ask.
 */
export function dimensionWordsOf(
  models: readonly Pick<Model, 'name' | 'labels' | 'valueNames'>[],
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

/** The models that a query's SQL names; one in a comment or a text is not named. */
export function modelsNamedIn(sql: string, models: readonly Model[]): readonly string[] {
  const words = new Set(sqlTokens(sql).flatMap(({ kind, text }) => (kind === 'word' ? [unquoted(text)] : [])));
  return models.map(({ name }) => name).filter((name) => words.has(name));
}

function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word;
}
