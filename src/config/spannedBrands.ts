import type { Brand } from '../types.ts';
import type { Content } from './readContent.ts';

/** What the tables of a spanning brand's reports call the column that says whose a value is. */
export const SPAN_DIMENSION = 'brand';

/** The names of the brands that span others, sorted. */
export function spanningNames({ brands }: Pick<Content, 'brands'>): readonly string[] {
  return brands.filter(({ yaml }) => Object.hasOwn(yaml.raw, 'spans')).map(({ name }) => name);
}

/** The brands that have data of their own, by name: those that can be spanned, and that sources can serve. */
export function dataNames({ brands, names }: Pick<Content, 'brands' | 'names'>): readonly string[] {
  const spanning = spanningNames({ brands });
  return names.brand.filter((name) => !spanning.includes(name));
}

/** The brands with those that they span, as their files name them. What cannot be spanned has been told. */
export function withSpans(brands: readonly Brand[], content: Pick<Content, 'brands' | 'names'>): readonly Brand[] {
  const own = dataNames(content);
  return brands.map((brand) => {
    const spans = content.brands.find(({ name }) => name === brand.name)?.known.spans;
    if (spans === undefined) return brand;
    const wanted = spans === 'all' ? own : spans.filter((name) => own.includes(name));
    return { ...brand, spans: wanted.flatMap((name) => brands.find((other) => other.name === name) ?? []) };
  });
}
