import type { Content } from './readContent.ts';
import { dataNames } from './spannedBrands.ts';

/**
 * The brands that a source serves: those that it names and those that name it. Where nobody names anybody, rows say by a
 * brand column whose they are, and may be any brand's. Sorted.
 */
export function brandsOf({ name, known }: Content['sources'][number], content: Content): readonly string[] {
  const asking = content.brands.filter((brand) => brand.known.sources?.includes(name) === true);
  const served = new Set([...(known.brands ?? []), ...asking.map((brand) => brand.name)]);
  return [...(served.size === 0 ? dataNames(content) : served)].sort();
}
